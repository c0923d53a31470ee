import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import { baseUrlOf } from './address.js'
import { aiperfPrompts } from './aiperf-prompts.js'
import { aiperfSearch } from './aiperf-search.js'
import { jsonOf } from './body-fields.js'
import type { ForeignLine } from './foreign-line.js'
import { jsonObjectOf, jsonOrText } from './json-value.js'
import { tokenizerOf } from './tokenizer-of.js'
import type { Translator } from './translator.js'

/** `aiperf profile`, a search or a sweep as such: a closed loop of one, whole answers unless `--streaming`, and an end where the model makes one. */
export const aiperf: Translator = (line) => {
  const { take, takeAll, has } = line
  const search = aiperfSearch(line)
  const notes: string[] = [...(search?.notes ?? [])]
  const extra = Object.fromEntries((takeAll('--extra-inputs') ?? []).flatMap(pairs))
  const { ignore_eos: ignoresEos = false, ...body } = extra
  const prompts = aiperfPrompts(line)
  const isTimed = 'trace' in prompts
  const osl = take('--osl')
  if (osl === undefined && prompts['dataset'] === 'random')
    notes.push('without --osl no length is asked for there: here an answer ends after 128 tokens at the latest')
  return {
    notes,
    command: search?.command ?? 'run',
    flags: {
      'backend-url': (takeAll('--url') ?? ['localhost:8000']).map(baseUrlOf).join(','),
      ...modelsOf(line),
      tokenizer: tokenizerOf(line, '--tokenizer', notes),
      endpoint: endpointOf(line),
      ...prompts,
      'output-tokens': osl,
      ...loadOf(line, { isTimed, isSessions: 'turns' in prompts || 'session-file' in prompts, notes }),
      ...cancelsOf(line),
      'no-stream': !has('--streaming'),
      header: (takeAll('--header') ?? []).map((each) => each.replace(/:\s*/, '=')),
      seed: take('--random-seed'),
      warmup: take('--warmup-request-count') ?? 0,
      'no-ignore-eos': ignoresEos !== true,
      'extra-body': jsonOf(body),
      ...search?.flags,
    },
  }
}

/** One model, or several of which each request asks for one. */
function modelsOf({ take, takeAll }: ForeignLine): Flags {
  const models = (takeAll('--model-names') ?? []).flatMap((each) => each.split(',')).map((each) => each.trim())
  const strategy = take('--model-selection-strategy') ?? 'round_robin'
  if (models.length < 2) return { model: models[0] }
  return { 'lora-modules': models, 'lora-assignment': strategy === 'random' ? 'random' : 'round-robin' }
}

function endpointOf({ take }: ForeignLine): string {
  const type = take('--endpoint-type') ?? 'chat'
  const route = take('--custom-endpoint')
  if (type === 'chat' || type === 'completions') return route ?? type
  throw invalidArgument('--endpoint-type', type, 'chat and completions are measured here')
}

/** Where nothing is said ten requests, or two for each stream; sessions are counted by themselves. */
function loadOf(
  { take }: ForeignLine,
  { isTimed, isSessions, notes }: { readonly isTimed: boolean; readonly isSessions: boolean; readonly notes: string[] },
): Flags {
  const rate = take('--request-rate')
  const concurrency = take('--concurrency')
  const seconds = take('--benchmark-duration')
  const requests = take('--request-count')
  const pattern = take('--arrival-pattern') ?? 'poisson'
  const smoothness = take('--arrival-smoothness')
  const ramp = take('--concurrency-ramp-duration', '--request-rate-ramp-duration')
  if (isSessions && requests !== undefined)
    notes.push(`--request-count ${requests} is left out: sessions are counted here, so say how many with --sessions`)
  const length = { 'num-prompts': isSessions ? undefined : requests, duration: seconds }
  if (isTimed) return { ...length, 'max-concurrency': concurrency }
  if (requests === undefined && seconds === undefined && !isSessions)
    length['num-prompts'] = `${Math.max(10, 2 * Number(concurrency ?? 1))}`
  if (rate === undefined || pattern === 'concurrency_burst')
    return { ...length, concurrency: concurrency ?? 1, 'ramp-up': ramp }
  const burstiness = { constant: 'inf', gamma: smoothness ?? '1' }[pattern]
  return { ...length, 'request-rate': rate, 'max-concurrency': concurrency, burstiness, 'ramp-up': ramp }
}

/** A share in per cent, cancelled after so many seconds. */
function cancelsOf({ take }: ForeignLine): Flags {
  const share = take('--request-cancellation-rate')
  const seconds = take('--request-cancellation-delay') ?? 0
  if (share === undefined) return {}
  return { 'cancel-share': Number(share) / 100, 'cancel-after-ms': Number(seconds) * 1000 }
}

/** `name:value`, or a JSON object. */
function pairs(text: string): [string, unknown][] {
  if (text.trim().startsWith('{')) return Object.entries(jsonObjectOf('--extra-inputs', text))
  const at = text.indexOf(':')
  return [[text.slice(0, at), jsonOrText(text.slice(at + 1))]]
}
