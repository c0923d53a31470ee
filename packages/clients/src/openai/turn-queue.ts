/** Work that may wait until the socket reads of this turn of the event loop are done. */
export type TurnQueue = {
  /** Runs `job` in a later turn, after all jobs added before. */
  add(job: () => void): void
}

type Defer = (callback: () => void) => unknown

/**
 * One job a turn: between two jobs every socket that has bytes is read and stamped, so that no job, nor the promises that it
 * resolves, delays a stamp by more than itself. Where there is no `setImmediate` (a browser's page), jobs run at once.
 */
export function createTurnQueue(
  defer: Defer | undefined = (globalThis as { setImmediate?: Defer }).setImmediate,
): TurnQueue {
  if (!defer) return { add: (job) => job() }
  let jobs: (() => void)[] = []
  let next = 0

  const run = () => {
    const job = jobs[next] as () => void
    next += 1
    if (next < jobs.length) defer(run)
    else {
      jobs = []
      next = 0
    }
    job()
  }
  return {
    add(job) {
      jobs.push(job)
      if (jobs.length - next === 1) defer(run)
    },
  }
}
