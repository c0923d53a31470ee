import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'

/** How a thread keeps step with the others that share its load. Times are on its own clock. */
export interface Together {
  /** Reports that everything is prepared; resolves with the common start. */
  startAt(): Promise<number>
  sameBatch(a: PlannedRequest, b: PlannedRequest): boolean
  releaseAt(first: PlannedRequest): Promise<number>
}
