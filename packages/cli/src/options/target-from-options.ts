import { randomBytes } from 'node:crypto'
import { routeAtEnd } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, invalidArgument, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { isHarmlessHeader, redactHeaders } from '@sagellm-benchmark/protocol-types/edge'
import { keyValues } from '../command/key-values.js'
import { once } from '../command/once.js'
import { connectionFromOptions } from './connection-options.js'
import { endpointDefaults } from './plan-defaults.js'
import type { TargetOptions } from './target-options.js'

export type EndpointPlan = Extract<TargetPlan, { kind: 'endpoint' }>

/** Where an endpoint is, from a command's own flags. */
export type EndpointAddress = {
  readonly url: string
  /** The flag that holds the address, for messages. @default --backend-url */
  readonly flag?: string
  readonly label?: string | undefined
  readonly model: string | null
  /** Its dialect or client, where it has one of its own. @default that of the options */
  readonly client?: string | undefined
}

/**
 * The target that the flags describe. It holds no secret: those are in `secretHeaders`.
 *
 * @throws BenchError `invalid_argument` naming the flag.
 */
export function endpointFromOptions(address: EndpointAddress, options: TargetOptions): EndpointPlan {
  const { flag = '--backend-url', label, model, client } = address
  const plan = TargetPlan.parse(
    {
      kind: 'endpoint',
      ...(label === undefined ? {} : { label }),
      url: endpointUrl(flag, address.url),
      model,
      // A target's own client decides for itself; the other targets keep the API of the flags.
      ...(client === NATIVE ? native : apiOf(client ?? options.dialect, options.endpoint)),
      ...connectionFromOptions(options),
      traceId: options.traceparent ? randomBytes(16).toString('hex') : null,
      headers: headersOf(options).plain,
      extraBody: jsonObject('--extra-body', options.extraBody),
      usagePerChunk: options.usagePerChunk,
      tokenizer: options.tokenizer ?? null,
      serverWaitSeconds: options.serverWait,
      maxAnswerMemoryMb: options.maxAnswerMemory,
      readyCheck: options.readyCheck,
      modelUnlisted: options.modelUnlisted,
    },
    once,
  )
  return plan as EndpointPlan
}

/** Whether the flags reach engines by sageLLM's own Protocol. @throws BenchError `invalid_argument` naming the flag. */
export function isNative({ dialect, endpoint }: Pick<TargetOptions, 'dialect' | 'endpoint'>): boolean {
  return apiOf(dialect, endpoint).api === 'native'
}

/** Headers that may hold a secret, which are all but a few: sent, never part of a plan or an artifact. */
export function secretHeaders(options: Pick<TargetOptions, 'header'>): Record<string, string> {
  return headersOf(options).secret
}

/**
 * An address as a flag gives it, without a slash at its end. A key in it would end in every artifact, so it has none.
 *
 * @throws BenchError `invalid_argument` naming the flag.
 */
export function endpointUrl(flag: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalidArgument(flag, text, 'give an http or https URL such as http://127.0.0.1:8000/v1')
  if (url.username || url.password)
    throw new BenchError('invalid_argument', `${flag} holds a password`, { hint: 'use --header or --api-key-env' })
  const problem = routeAtEnd(url)
  if (problem) throw new BenchError('invalid_argument', `${flag} ends with a route: ${url.pathname}`, { hint: problem })
  return text.replace(/\/+$/, '')
}

function headersOf({ header }: Pick<TargetOptions, 'header'>) {
  const headers = keyValues('--header', header.map(curlHeader))
  const shown = redactHeaders(headers)
  const part = (plain: boolean) =>
    Object.fromEntries(
      Object.entries(headers).filter(([name, value]) => (isHarmlessHeader(name) && shown[name] === value) === plain),
    )
  return { plain: part(true), secret: part(false) }
}

/** `Name: value`, as curl takes it. */
function curlHeader(text: string): string {
  return text.replace(/^([\w-]+):\s+/, '$1=')
}

/** The client of the engine's own Protocol, by the name that it has beside the dialects. */
const NATIVE = 'sagellm-native'
const native = { api: 'native', dialect: 'sagellm' } as const

function apiOf(client: string, endpoint: string): Pick<EndpointPlan, 'api' | 'dialect'> {
  if (client !== NATIVE) return { api: apiNamed(endpoint), dialect: client }
  if (endpoint !== endpointDefaults.api && apiNamed(endpoint) !== 'native')
    throw invalidArgument('--endpoint', endpoint, `${NATIVE} reaches an engine by --endpoint native`)
  return native
}

function apiNamed(endpoint: string): EndpointPlan['api'] {
  const name = endpoint.replace(/^\/?(v1\/)?/, '')
  if (name === 'chat' || name === 'chat/completions') return 'chat'
  if (name === 'completions') return 'completions'
  if (name === 'native' || name === 'completions/stream') return 'native'
  throw invalidArgument('--endpoint', endpoint, 'give chat, completions or native')
}

function jsonObject(flag: string, text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Falls through to the one error below.
  }
  throw invalidArgument(flag, text, 'give one JSON object')
}
