import type { Dialect, OpenAiClientOptions } from '@sagellm-benchmark/clients'
import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import type { GivenTransport } from '@sagellm-benchmark/clients/transport'
import { type Clock, invalidArgument, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { endpointOptions } from './endpoint-options.js'

export type EndpointClientOptions = {
  /** Never part of a plan: plans are written to disk. @default none */
  readonly apiKey?: ApiKey | null
  /** Counts output tokens where the server reports none. @default none */
  readonly tokenizer?: Tokenizer | null
  /** Keeps with a record what another thread can count. @default false */
  readonly countLater?: boolean
  /** Dialects beside those of the project, for a plan that names one. A load worker is given a `clientModule` instead. @default [] */
  readonly dialects?: readonly Dialect[]
  /** Transports beside those of every client, see `givenTransports`; without them a plan that asks for the kernel's stamps goes without. @default [] */
  readonly transports?: readonly GivenTransport[]
  /** @default systemClock() */
  readonly clock?: Clock
}

export type EndpointClientPlan = Pick<RunPlan, 'target' | 'timeouts' | 'retries'> & Partial<Pick<RunPlan, 'workers'>>

/**
 * How a plan's endpoint is reached and what is sent to it: for its client, and for waiting until it is ready.
 *
 * @throws BenchError as `createEndpointClient`.
 */
export function endpointClientOptions(
  plan: EndpointClientPlan,
  options: EndpointClientOptions = {},
): OpenAiClientOptions {
  const { target, timeouts, retries, workers = 1 } = plan
  const { apiKey = null, tokenizer = null, countLater = false, dialects = [], transports = [], clock } = options
  if (target.kind !== 'endpoint') {
    throw invalidArgument('target.kind', target.kind, 'give a target of kind endpoint, with its url')
  }
  return {
    ...endpointOptions(target, { apiKey, ...(clock ? { clock } : {}) }),
    ...(transports.length > 0 ? { transports, transport: target.transport } : {}),
    label: target.label,
    model: target.model,
    modelUnlisted: target.modelUnlisted,
    fieldChanges: target.fieldChanges,
    chunkIsToken: target.chunkProof !== null,
    api: target.api,
    dialect: target.dialect,
    dialects,
    extraBody: target.extraBody,
    usagePerChunk: target.usagePerChunk,
    traceId: target.traceId,
    sessionHeaders: target.sessionHeaders,
    tokenizer,
    countLater,
    timeouts,
    retries,
    // Threads and replicas share nothing but the limit.
    maxHeldBytes: (target.maxAnswerMemoryMb * 1_048_576) / workers / (1 + target.replicas.length),
  }
}
