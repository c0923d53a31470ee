import type { CapacityVisit } from '@sagellm-benchmark/protocol-types/sweeps'
import type { LoadStanding } from './judge-load.js'

/** A load that was visited. */
export type Level = LoadStanding & {
  readonly load: number
  readonly visits: readonly CapacityVisit[]
  /** Requests that were judged. */
  readonly requests: number
  readonly overloaded: boolean
  /** No visit of it can decide: the client's part is too large, or not known. */
  readonly withheld: boolean
}

/** Whether no limit has a value yet, so that score and distance say nothing: of a late client that did not keep the rate, or of too few requests. */
export function isUnjudged({ limits }: Level): boolean {
  return limits.every(({ value }) => value === null)
}
