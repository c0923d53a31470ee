/** A queue between a producer that never waits and one consumer that does. */
export interface Mailbox<T> {
  put(item: T): void
  /** Ends it with an error, after what is already in it. */
  fail(error: unknown): void
  /** The next item; rejects once it has failed and is empty. */
  take(): Promise<T>
}

export function createMailbox<T>(): Mailbox<T> {
  const items: T[] = []
  let failure: { readonly error: unknown } | null = null
  let waiter: { resolve: (item: T) => void; reject: (error: unknown) => void } | null = null

  return {
    put(item) {
      if (waiter) {
        waiter.resolve(item)
        waiter = null
      } else items.push(item)
    },
    fail(error) {
      failure ??= { error }
      waiter?.reject(failure.error)
      waiter = null
    },
    take() {
      const [item] = items.splice(0, 1)
      if (item !== undefined) return Promise.resolve(item)
      if (failure) return Promise.reject(failure.error)
      return new Promise((resolve, reject) => {
        waiter = { resolve, reject }
      })
    },
  }
}
