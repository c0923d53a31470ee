import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** Watches a load while it goes on, and may end it before its plan does: nothing more is sent, what is in flight may finish. */
export interface LoadWatch {
  /** Aborted when no further request may start; the workload's stop reason is then `decided`. */
  readonly signal: AbortSignal
  /** A request is handed to the client. On the hot path: count, do nothing else. */
  sent(): void
  /** A request has ended. */
  add(record: RequestRecord): void
}
