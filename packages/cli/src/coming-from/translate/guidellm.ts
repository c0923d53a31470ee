import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import { addressOf } from './address.js'
import { jsonObjectOf } from './json-value.js'
import type { Translator } from './translator.js'

type Kind = Readonly<Record<string, string>>

/** `guidellm run`, whose values are `kind=...,name=value` texts: no end of sequence where a length is asked for. */
export const guidellm: Translator = (line) => {
  const { take, takeAll } = line
  const backend = kindOf(take('--backend'))
  const data = kindOf(take('--data'))
  const constraints = takeAll('--constraint').map(kindOf)
  const count = (kind: string, name: string) => constraints.find((each) => each['kind'] === kind)?.[name]
  const seed = kindOf(take('--seed'))
  const isChat = !/(?<!chat\/|chat_)completions/.test(backend['request_format'] ?? 'chat_completions')
  return {
    notes: [],
    flags: {
      'backend-url': addressOf({ ...line, take: () => backend['target'] }, 'localhost:8000'),
      model: backend['model'],
      endpoint: isChat ? 'chat' : 'completions',
      ...(data['kind'] === 'synthetic_text'
        ? { dataset: 'random', 'prompt-tokens': data['prompt_tokens'], 'output-tokens': data['output_tokens'] }
        : { 'dataset-path': data['path'] }),
      ...loadOf(kindOf(take('--profile') ?? 'kind=sweep')),
      'num-prompts': count('max_requests', 'count'),
      duration: count('max_duration', 'seconds'),
      'max-error-rate': count('max_error_rate', 'rate'),
      seed: seed['value'] ?? seed['kind'],
      warmup: 0,
    },
  }
}

function loadOf(profile: Kind): Flags {
  const { kind, rate, streams, max_concurrency: cap } = profile
  if (kind === 'concurrent') return { concurrency: streams }
  if (kind === 'synchronous') return { concurrency: 1 }
  if (kind === 'constant') return { 'request-rate': rate, burstiness: 'inf', 'max-concurrency': cap }
  if (kind === 'poisson') return { 'request-rate': rate, 'max-concurrency': cap }
  if (kind === 'throughput') return { 'request-rate': 'inf', 'max-concurrency': cap }
  throw invalidArgument(
    '--profile',
    kind,
    'it is several loads, or one of another kind; give concurrent, synchronous, constant, poisson or throughput',
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
