import { BenchError } from '@sagellm-benchmark/protocol-types'
import { readModelList } from '@sagellm-benchmark/protocol-types/openai'
import { field } from '../dialects/define-dialect.js'
import { saidBy } from './answer-words.js'
import type { CallAnswer } from './call.js'
import { createEndpoint, type Endpoint, type EndpointOptions } from './endpoint.js'

/** What a server reports of the model that it serves. */
export type ModelDiscovery = {
  /** The id to send. */
  readonly model: string
  /** All ids that it lists; empty where it lists none. */
  readonly served: readonly string[]
  /** Context window in tokens; `null` where it does not report one. */
  readonly maxModelLen: number | null
  /** The server says that its timings are simulated. */
  readonly simulated: boolean
  /** A sentence of the server's that reports repeat. */
  readonly notice: string | null
}

export type WantedModel = {
  /** The model asked for; `null` takes the one that is served. @default null */
  readonly model?: string | null
  /** Takes the model also where the server's list lacks it. @default false */
  readonly modelUnlisted?: boolean
}

/**
 * Finds the model to measure and its context length, from `/v1/models`, `/info` and `/props`; where none of them names a model, from `/health`.
 *
 * A list is a hint where the model is named: one that cannot be had, is empty or holds a wildcard (`openai/*`) contradicts nothing.
 *
 * @throws BenchError `not_found` when the server lists others and not the one that was named, or serves several or a pattern and none was named; the
 *   message lists them. `unavailable` when it reports no model at all and none was named.
 */
export async function discoverModel(options: EndpointOptions & WantedModel): Promise<ModelDiscovery> {
  const endpoint = createEndpoint(options)
  try {
    return await discoverModelOf(endpoint, options)
  } finally {
    await endpoint.close()
  }
}

const HINT_MS = 5000

/** The same over an endpoint that is already open. */
export async function discoverModelOf(
  endpoint: Endpoint,
  {
    model: wanted = null,
    modelUnlisted = false,
    listed,
    signal,
  }: WantedModel & {
    /** The answer of `/models`, where it was asked for before. */
    readonly listed?: CallAnswer
    readonly signal?: AbortSignal | undefined
  },
): Promise<ModelDiscovery> {
  // A named model needs none of these answers, so a route that hangs holds nothing up for long.
  const watch = { ...(signal ? { signal } : {}), ...(wanted === null ? {} : { timeoutMs: HINT_MS }) }
  const [models, info, props] = await Promise.all([
    listed ?? endpoint.call({ route: '/models', under: 'base', ...watch }),
    endpoint.call({ route: '/info', ...watch }),
    endpoint.call({ route: '/props', timeoutMs: HINT_MS, ...watch }),
  ])
  const cards = models.status === 200 ? (readModelList(models.json) ?? []) : []
  const infoJson = info.status === 200 ? info.json : null
  const served = cards.map((card) => card.id)
  const silent = wanted === null && served.length === 0 && modelOfInfo(infoJson) === null
  const health = silent ? await endpoint.call({ route: '/health', timeoutMs: HINT_MS, ...watch }) : null
  const informed = modelOfInfo(infoJson) ?? modelOfInfo(health?.status === 200 ? health.json : null)
  const model =
    (modelUnlisted ? wanted : null) ?? chooseModel(endpoint, wanted, served, informed) ?? noModel(endpoint, models)

  const card = cards.find((each) => each.id === model)
  return {
    model,
    served,
    maxModelLen:
      contextOfInfo(infoJson) ??
      card?.max_model_len ??
      (props.status === 200 ? contextOfProps(props.json) : null) ??
      card?.meta?.n_ctx ??
      null,
    simulated: field(infoJson, 'simulated') === true || models.headers['x-simulated'] === 'true',
    notice: asText(field(infoJson, 'notice')) ?? asText(models.headers['x-simulated-notice']),
  }
}

function chooseModel(
  endpoint: Endpoint,
  wanted: string | null,
  served: readonly string[],
  informed: string | null,
): string | null {
  if (wanted !== null) {
    // A server that lists nothing, or names by a pattern, cannot contradict; its own 404 will.
    const listsAll = served.length > 0 && !served.some((id) => id.includes('*'))
    if (!listsAll || served.includes(wanted)) return wanted
    throw new BenchError('not_found', `${endpoint.url} does not serve ${wanted}; it serves ${shortList(served)}`, {
      hint: 'give one of these with --model, or add --model-unlisted to send the name all the same',
    })
  }
  if (informed !== null && served.includes(informed)) return informed
  const [only, second] = served
  if (only?.includes('*') && second === undefined) {
    throw new BenchError('not_found', `${endpoint.url} lists a pattern instead of a model: ${only}`, {
      hint: 'name the model with --model',
    })
  }
  if (only !== undefined && second === undefined) return only
  if (only !== undefined) {
    throw new BenchError('not_found', `${endpoint.url} serves several models: ${shortList(served)}`, {
      hint: 'say which one with --model',
    })
  }
  return informed
}

const MAX_NAMED = 20

/** A gateway may serve thousands. */
function shortList(ids: readonly string[]): string {
  const more = ids.length - MAX_NAMED
  return more > 0 ? `${ids.slice(0, MAX_NAMED).join(', ')} and ${more} more` : ids.join(', ')
}

function noModel(endpoint: Endpoint, answer: CallAnswer): never {
  const { status, errorMessage, remedy } = answer
  if (status === null) {
    throw new BenchError('unavailable', `${endpoint.url} cannot be reached: ${errorMessage}`, {
      hint: remedy ?? 'check that the server is up and the address is right',
    })
  }
  const refused = status === 401 || status === 403
  throw new BenchError('unavailable', `${endpoint.url} names no model that it serves: /models ${saidBy(answer)}`, {
    hint: refused ? 'check the API key' : 'name it with --model, or check the base URL (most end in /v1)',
  })
}

/** The model that an `/info` or `/health` answer names. */
export function modelOfInfo(info: unknown): string | null {
  return asText(field(info, 'model_path')) ?? asText(field(info, 'model')) ?? asText(field(info, 'model_name'))
}

const contextFields = ['max_model_len', 'max_position_embeddings', 'max_seq_len', 'n_positions'] as const

/** The context length that an `/info` answer reports, by the first of the names that engines use. */
function contextOfInfo(info: unknown): number | null {
  for (const name of contextFields) {
    const length = asLength(field(info, name))
    if (length !== null) return length
  }
  // TGI: prompt and output together.
  return asLength(field(info, 'max_total_tokens'))
}

/** llama.cpp: the window of one slot, smaller than the whole context that `/v1/models` shows. */
function contextOfProps(props: unknown): number | null {
  return asLength(field(field(props, 'default_generation_settings'), 'n_ctx'))
}

function asLength(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
