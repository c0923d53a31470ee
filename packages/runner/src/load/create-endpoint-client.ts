import { readFileSync } from 'node:fs'
import { createOpenAiClient, type Dialect, type OpenAiClient } from '@sagellm-benchmark/clients'
import { BenchError, type Clock, invalidArgument, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'

export type EndpointClientOptions = {
  /** Never part of a plan: plans are written to disk. @default none */
  readonly apiKey?: string | null
  /** Counts output tokens where the server reports none. @default none */
  readonly tokenizer?: Tokenizer | null
  /** Dialects beside those of the project, for a plan that names one. A load worker is given a `clientModule` instead. @default [] */
  readonly dialects?: readonly Dialect[]
  /** @default systemClock() */
  readonly clock?: Clock
}

/**
 * The client that a plan with an endpoint asks for.
 *
 * @throws BenchError `invalid_argument` for another kind of target, or a certificate file that cannot be read.
 * @example const client = createEndpointClient(plan, { apiKey: process.env.OPENAI_API_KEY })
 */
export function createEndpointClient(
  plan: Pick<RunPlan, 'target' | 'timeouts' | 'retries'>,
  options: EndpointClientOptions = {},
): OpenAiClient {
  const { target, timeouts, retries } = plan
  const { apiKey = null, tokenizer = null, dialects = [], clock } = options
  if (target.kind !== 'endpoint') {
    throw invalidArgument('target.kind', target.kind, 'give a target of kind endpoint, with its url')
  }
  return createOpenAiClient({
    url: target.url,
    label: target.label,
    model: target.model,
    api: target.api,
    transport: target.transport,
    dialect: target.dialect,
    dialects,
    headers: target.headers,
    query: target.query,
    extraBody: target.extraBody,
    ca: target.caFile === null ? null : certificate(target.caFile),
    insecure: target.insecure,
    apiKey,
    tokenizer,
    timeouts,
    retries,
    ...(clock ? { clock } : {}),
  })
}

function certificate(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new BenchError('invalid_argument', `cannot read the certificate ${file}: ${(cause as Error).message}`, {
      hint: 'give a PEM file of the certificate authority',
      cause,
    })
  }
}
