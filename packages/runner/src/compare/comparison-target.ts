import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import type { TargetPlan } from '@sagellm-benchmark/protocol-types'

/** One endpoint that is compared, ready to answer. */
export type ComparisonTarget = {
  /** Where it is; its label names it in every artifact. */
  readonly endpoint: Extract<TargetPlan, { kind: 'endpoint' }>
  /** The model that was asked for, where the endpoint serves another one, which is measured. @default the endpoint's own */
  readonly askedModel?: string
  /** Never part of an artifact. @default none */
  readonly apiKey?: ApiKey | null
  /** The build of its engine, as its answers say. @default it does not say */
  readonly fingerprint?: string | null
  /** Log of the target on this machine. @default none */
  readonly logFile?: string | null
  /** Process of the target on this machine. @default none */
  readonly pid?: number | null
  /** Resolves when the process of the target has ended, with a sentence on how. @default not watched */
  readonly ended?: Promise<string>
}
