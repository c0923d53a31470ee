/** What all answers in flight together may hold, where a caller states nothing else: 512 MiB. */
const DEFAULT_MEMORY_BYTES = 536_870_912

/** Bounds what all requests in flight hold together: a limit for each would be multiplied by their number. */
export interface MemoryBudget {
  /** Bytes that may be held at a time. */
  readonly limit: number
  /** Bytes held now, by all accounts that are open. */
  readonly used: number
  /** Opens the account of one answer. @param owner - hears of what is refused. @default nobody does */
  open(owner?: AccountOwner): MemoryAccount
}

/** Whose answer an account pays for. */
export interface AccountOwner {
  /** The budget cannot hold what the answer needs; `message` is a sentence that says so. */
  onMemoryRefused(message: string): void
}

/** What one answer holds. */
export interface MemoryAccount {
  /** @returns false where the budget does not hold it; nothing is held then. */
  hold(bytes: number): boolean
  release(bytes: number): void
  /** Releases all; what is asked for afterwards is refused without a word to the owner. */
  close(): void
}

/**
 * A budget of so many bytes.
 *
 * @example const account = createMemoryBudget(1000).open(); account.hold(400) // true
 */
export function createMemoryBudget(limit: number = DEFAULT_MEMORY_BYTES): MemoryBudget {
  return new Budget(limit)
}

class Budget implements MemoryBudget {
  used = 0

  constructor(readonly limit: number) {}

  open(owner: AccountOwner | null = null): MemoryAccount {
    return new Account(this, owner)
  }
}

/** A class: every request has one, and closures would cost it several times the memory. */
class Account implements MemoryAccount {
  #held = 0
  #open = true
  readonly #budget: Budget
  readonly #owner: AccountOwner | null

  constructor(budget: Budget, owner: AccountOwner | null) {
    this.#budget = budget
    this.#owner = owner
  }

  hold(bytes: number): boolean {
    if (!this.#open) return false
    const budget = this.#budget
    if (budget.used + bytes > budget.limit) {
      const megabytes = Math.round(budget.limit / 1_048_576)
      this.#owner?.onMemoryRefused(`the answers in flight hold more than ${megabytes} MB together`)
      return false
    }
    budget.used += bytes
    this.#held += bytes
    return true
  }

  release(bytes: number): void {
    const released = Math.min(bytes, this.#held)
    this.#held -= released
    this.#budget.used -= released
  }

  close(): void {
    this.#open = false
    this.release(this.#held)
  }
}
