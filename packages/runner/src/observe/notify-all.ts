import type { RunObserver } from './run-observer.js'

/** An observer that fails at every record must not fill the memory. */
const MAX_ERRORS = 20

type Handlers = Required<RunObserver>

/** One observer in front of many: in their order, a failing one noted and passed over. */
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
