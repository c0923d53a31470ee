import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { DealtRequest, FromWorker, ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import type { KeyLine } from './key-line.js'

export type { DealtRequest, FromWorker, ToWorker }

/** What a load worker gets at its start. It stays in memory: the key is never written anywhere. */
export type WorkerBirth = {
  readonly plan: RunPlan
  readonly apiKey: string | null
  /** Where the key expires; `null` where it is one for all of the run. */
  readonly keyLine: KeyLine | null
  /** Secrets, which no text of the worker may hold. */
  readonly secrets: readonly string[]
  /** Module that exports dialects beside those of the project; `null` = none. */
  readonly dialectModule: string | null
  /** Module that makes the worker's client; `null` = the OpenAI-compatible client of the plan's target. */
  readonly clientModule: string | null
}
