import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { Environment } from '../model/local-copies.js'
import type { ModelDtype } from '../model/model-folder.js'

export type CpuEngineOptions = {
  /**
   * A model folder, or a hub id (a local copy is used where there is one).
   * @default null, the embedded tiny model
   */
  readonly model?: string | null
  /**
   * Threads of one operator.
   * @default 1: on few cores a second one costs more than it gives, and leaves none for the load generator
   */
  readonly threads?: number | null
  /** Max sequences decoded together; more wait. @default that of `CpuBatchSize` */
  readonly maxBatchSize?: number
  /** Which exported weights. @default the first the folder has: fp32, fp16, q8, int8, uint8, q4, q4f16, bnb4 */
  readonly dtype?: ModelDtype
  /** Axis of every stamp. @default systemClock() */
  readonly clock?: Clock
  /** Seed of a sampled request that brings none. @default random */
  readonly drawSeed?: () => number
  /** Where hub models are looked for, see the README. @default process.env */
  readonly environment?: Environment
  /** Program of the inference thread, for bundlers that move it. @default the one that ships with this package */
  readonly workerFile?: URL
}
