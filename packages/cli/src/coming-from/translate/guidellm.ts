import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import { baseUrlOf } from './address.js'
import { jsonObjectOf } from './json-value.js'
import { tokenizerOf } from './tokenizer-of.js'
import type { Translator } from './translator.js'

type Kind = Readonly<Record<string, string>>

const traces: Readonly<Record<string, string | undefined>> = { mooncake: 'mooncake', trace_synthetic: undefined }

/** `guidellm run`, its sweep as such, whose values are `kind=...,name=value` texts: no end of sequence where a length is asked for. */
export const guidellm: Translator = (line) => {
  const { take, takeAll } = line
  const notes: string[] = []
  const backend = kindOf(take('--backend'))
  const data = kindOf(take('--data'))
  const constraints = (takeAll('--constraint') ?? []).map(kindOf)
  const count = (kind: string, name: string) => constraints.find((each) => each['kind'] === kind)?.[name]
  for (const { kind } of constraints)
    if (!['max_requests', 'max_duration', 'max_error_rate'].includes(kind ?? ''))
      notes.push(`--constraint kind=${kind} is left out`)
  const seed = kindOf(take('--seed'))
  const isChat = !/(?<!chat\/|chat_)completions/.test(backend['request_format'] ?? 'chat_completions')
  const profile = kindOf(take('--profile') ?? 'kind=sweep')
  const isSweep = profile['kind'] === 'sweep'
  if (isSweep && profile['strategy_type'] === 'poisson')
    notes.push('the rates between are Poisson arrivals there, and constant here')
  return {
    notes,
    command: isSweep ? 'sweep' : 'run',
    flags: {
      'backend-url': baseUrlOf(backend['target'] ?? 'localhost:8000'),
      model: backend['model'],
      tokenizer: tokenizerOf(line, '--tokenizer', notes),
      endpoint: isChat ? 'chat' : 'completions',
      ...(profile['kind'] === 'replay' ? traceOf(data, profile) : { ...promptsOf(data), ...loadOf(profile) }),
      'num-prompts': count('max_requests', 'count'),
      duration: count('max_duration', 'seconds'),
      'max-error-rate': count('max_error_rate', 'rate'),
      seed: seed['value'] ?? seed['kind'],
      warmup: 0,
    },
  }
}

function promptsOf(data: Kind): Flags {
  if (data['kind'] !== 'synthetic_text') return { 'dataset-path': data['path'] }
  return {
    dataset: 'random',
    'prompt-tokens': data['prompt_tokens'],
    'prompt-lengths': lengthsOf('prompt', data),
    'output-tokens': data['output_tokens'],
    'output-lengths': lengthsOf('output', data),
  }
}

/** A normal distribution between bounds, where one of its fields is given. */
function lengthsOf(of: 'prompt' | 'output', data: Kind): string | undefined {
  const field = (name: string) => data[`${of}_tokens_${name}`]
  const [stddev, min, max] = [field('stdev'), field('min'), field('max')]
  if (stddev === undefined) return min === undefined || max === undefined ? undefined : `histogram,bins=${min}:${max}:1`
  const bounds = [min === undefined ? '' : `,min=${min}`, max === undefined ? '' : `,max=${max}`]
  return `normal,mean=${data[`${of}_tokens`]},stddev=${stddev}${bounds.join('')}`
}

function traceOf(data: Kind, { time_scale: scale }: Kind): Flags {
  const format = traces[data['kind'] ?? '']
  return { trace: data['path'], 'trace-format': format, 'time-scale': scale }
}

/** A sweep there is of so many loads, one request at a time and all at once among them. */
const SWEEP_SIZE = 10

function loadOf(profile: Kind): Flags {
  const { kind, rate, streams, max_concurrency: cap } = profile
  if (kind === 'sweep')
    return {
      'rates-between': Math.max(1, Number(profile['sweep_size'] ?? SWEEP_SIZE) - 2),
      'max-concurrency': cap,
    }
  if (kind === 'concurrent') return { concurrency: streams }
  if (kind === 'synchronous') return { concurrency: 1 }
  if (kind === 'constant' || kind === 'async')
    return { 'request-rate': rate, burstiness: 'inf', 'max-concurrency': cap }
  if (kind === 'poisson') return { 'request-rate': rate, 'max-concurrency': cap }
  if (kind === 'throughput') return { 'request-rate': 'inf', 'max-concurrency': cap }
  throw invalidArgument(
    '--profile',
    kind,
    'it is a search of its own, or one of another kind; give sweep, concurrent, synchronous, constant, poisson, throughput or replay',
  )
}

function kindOf(text: string | undefined): Kind {
  if (text === undefined) return {}
  if (text.trim().startsWith('{')) return textsOf(jsonObjectOf('a kind= value', text))
  return Object.fromEntries(
    text.split(',').map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? ['kind', part] : [part.slice(0, at), part.slice(at + 1)]
    }),
  )
}

function textsOf(values: Readonly<Record<string, unknown>>): Kind {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}
