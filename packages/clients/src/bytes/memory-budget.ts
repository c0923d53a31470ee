/** What all answers in flight together may hold, where a caller states nothing else: 512 MiB. */
const DEFAULT_MEMORY_BYTES = 536_870_912

/** Bounds what all requests in flight hold together: a limit for each would be multiplied by their number. */
export interface MemoryBudget {
  /** Bytes that may be held at a time. */
  readonly limit: number
  /** Bytes held now, by all accounts that are open. */
  readonly used: number
  /**
   * Opens the account of one answer.
   *
   * @param onRefused - called when the budget cannot hold what the answer needs, with a sentence that says so.
   */
  open(onRefused?: (message: string) => void): MemoryAccount
}

/** What one answer holds. */
export interface MemoryAccount {
  /** @returns false where the budget does not hold it; nothing is held then. */
  hold(bytes: number): boolean
  release(bytes: number): void
  /** Releases all; what is asked for afterwards is refused without a call of `onRefused`. */
  close(): void
}

/**
 * A budget of so many bytes.
 *
 * @example const account = createMemoryBudget(1000).open(); account.hold(400) // true
 */
export function createMemoryBudget(limit: number = DEFAULT_MEMORY_BYTES): MemoryBudget {
  let used = 0
  const megabytes = Math.round(limit / 1_048_576)
  return {
    limit,
    get used() {
      return used
    },
    open(onRefused) {
      let held = 0
      let open = true
      return {
        hold(bytes) {
          if (!open) return false
          if (used + bytes > limit) {
            onRefused?.(`the answers in flight hold more than ${megabytes} MB together`)
            return false
          }
          used += bytes
          held += bytes
          return true
        },
        release(bytes) {
          const released = Math.min(bytes, held)
          held -= released
          used -= released
        },
        close() {
          open = false
          used -= held
          held = 0
        },
      }
    },
  }
}
