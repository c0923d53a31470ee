/** Connections being opened at one moment; more would overrun a server's accept queue. */
const OPENING_AT_ONCE = 64

/** A connection on its way. */
export type Opening = {
  /** Resolves when it stands with the idle ones. */
  readonly done: Promise<void>
  /** Gives it up; `done` may then never settle. */
  cancel(): void
}

export type OpenInBatchesOptions = {
  readonly connections: number
  readonly idleCount: () => number
  readonly openOne: () => Opening
  readonly signal?: AbortSignal | undefined
}

/**
 * Opens connections until so many are idle. The first that cannot be opened, or the signal, ends it and gives up the rest.
 *
 * @returns how many are idle.
 */
export async function openInBatches({
  connections,
  idleCount,
  openOne,
  signal,
}: OpenInBatchesOptions): Promise<number> {
  signal?.throwIfAborted()
  while (idleCount() < connections) {
    const count = Math.min(OPENING_AT_ONCE, connections - idleCount())
    const batch = Array.from({ length: count }, openOne)
    try {
      await unlessAborted(Promise.all(batch.map(({ done }) => done)), signal)
    } catch (error) {
      for (const opening of batch) opening.cancel()
      throw error
    }
  }
  return idleCount()
}

/** One listener for a whole batch: a signal with many is taken for a leak. */
function unlessAborted(work: Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
