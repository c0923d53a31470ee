/** A queue between one producer and one reader; the reader waits while it is empty. */
export interface StepQueue<T> extends AsyncIterable<T> {
  push(item: T): void
  /** No more will come; what is queued is still read. */
  end(): void
}

/** @param onReturn - called when the reader leaves early. */
export function createStepQueue<T>(onReturn: () => void): StepQueue<T> {
  let items: T[] = []
  let next = 0
  let ended = false
  let wake: (() => void) | null = null

  const notify = () => {
    wake?.()
    wake = null
  }

  async function* read(): AsyncGenerator<T> {
    try {
      for (;;) {
        while (next < items.length) yield items[next++] as T
        items = []
        next = 0
        if (ended) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      onReturn()
    }
  }

  return {
    push(item) {
      // What comes after the end has no reader.
      if (ended) return
      items.push(item)
      notify()
    },
    end() {
      ended = true
      notify()
    },
    [Symbol.asyncIterator]: read,
  }
}
