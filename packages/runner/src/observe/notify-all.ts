import type { RunObserver } from './run-observer.js'

/** Max errors that are kept, because an observer may fail at every record. */
const MAX_ERRORS = 20

type Handlers = Required<RunObserver>

/** One observer that calls many in their order; the error of one that fails is kept, and the others are still called. */
export function notifyAll(observers: readonly RunObserver[]): Handlers & { readonly errors: readonly Error[] } {
  const errors: Error[] = []
  const each = (call: (observer: RunObserver) => void) => {
    for (const observer of observers) {
      try {
        call(observer)
      } catch (error) {
        if (errors.length < MAX_ERRORS) errors.push(error instanceof Error ? error : new Error(String(error)))
      }
    }
  }
  // Most observers do not watch sends: the hot path calls only those that do.
  const watchSends = observers.filter((observer) => observer.onSend !== undefined)
  return {
    errors,
    onStart: (event) => each((observer) => observer.onStart?.(event)),
    onBuild: (event) => each((observer) => observer.onBuild?.(event)),
    onWorkloadStart: (event) => each((observer) => observer.onWorkloadStart?.(event)),
    onSend(planned) {
      if (watchSends.length > 0) each((observer) => observer.onSend?.(planned))
    },
    onRecord: (record) => each((observer) => observer.onRecord?.(record)),
    onWorkloadEnd: (outcome) => each((observer) => observer.onWorkloadEnd?.(outcome)),
    onEnd: (result) => each((observer) => observer.onEnd?.(result)),
  }
}
