import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

export type TwoEnginesOptions = {
  readonly seed: number
  readonly rounds: number
  readonly batchSize: number
  /** Candidate over baseline, time between tokens. @default 1 */
  readonly tbtRatio?: number
  /** The same of the time to the first token. @default 1 */
  readonly ttftRatio?: number
  /** Coefficient of variation between requests. @default 0.2 */
  readonly requestNoise?: number
  /** What a round does to all requests of one target. @default 0 */
  readonly roundNoise?: number
  /** What a round does to both targets. @default 0 */
  readonly sharedNoise?: number
  /** Share of rounds in which the candidate's first request fails. @default 0 */
  readonly failures?: number
}

export function twoEngines(options: TwoEnginesOptions): {
  readonly baseline: RequestRecord[]
  readonly candidate: RequestRecord[]
}
