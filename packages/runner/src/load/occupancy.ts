type Waiter = { readonly limit: number; readonly resolve: () => void }

/** Lets others wait until fewer than some number of things are under way. */
export interface Occupancy {
  /** Resolves as soon as fewer than `limit` are under way. */
  below(limit: number): Promise<void>
  /** Fewer are under way than before. */
  fell(): void
}

/** @param count - how many are under way now. */
export function createOccupancy(count: () => number): Occupancy {
  let waiters: Waiter[] = []
  return {
    below: (limit) =>
      count() < limit ? Promise.resolve() : new Promise<void>((resolve) => waiters.push({ limit, resolve })),
    fell() {
      if (waiters.length === 0) return
      const due = waiters.filter(({ limit }) => count() < limit)
      waiters = waiters.filter(({ limit }) => count() >= limit)
      for (const { resolve } of due) resolve()
    },
  }
}
