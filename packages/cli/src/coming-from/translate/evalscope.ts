import type { Flags } from '../../options/flag-words.js'
import { baseUrlOf } from './address.js'
import { bodyFields } from './body-fields.js'
import { dataSetOf } from './data-set-of.js'
import { evalscopeSearch } from './evalscope-search.js'
import type { ForeignLine } from './foreign-line.js'
import { lengthsBetween } from './lengths-between.js'
import { tokenizerOf } from './tokenizer-of.js'
import type { Translator } from './translator.js'

const dataSets: Readonly<Record<string, string>> = {
  random: 'random',
  line_by_line: 'line_by_line',
  share_gpt: 'sharegpt',
  random_multi_turn: 'random',
}

/** `evalscope perf`, with `--sla-auto-tune` a search: 1000 requests, one at a time; answers of 2048 tokens at most. */
export const evalscope: Translator = (line) => {
  const { take, takeAll } = line
  const notes: string[] = []
  const url = take('--url') ?? 'http://127.0.0.1:8877/v1/chat/completions'
  const path = take('--dataset-path')
  const dataset = dataSetOf(take('--dataset') ?? 'openqa', { flag: '--dataset', known: dataSets, path })
  const tokens = take('--max-tokens') ?? '2048'
  const forced = take('--min-tokens') === tokens
  take('--api')
  const prompts: Flags =
    dataset === 'random' ? randomPrompts(line) : { dataset, 'dataset-path': path, ...rowLengths(line) }
  const { search, ...load } = loadOf(line, { isSessions: 'turns' in prompts, notes })
  return {
    notes,
    command: search === null ? 'run' : 'capacity',
    flags: {
      'backend-url': baseUrlOf(url),
      endpoint: /(?<!chat)\/completions$/.test(url) ? 'completions' : 'chat',
      tokenizer: tokenizerOf(line, '--tokenizer-path', notes),
      ...prompts,
      'output-tokens': tokens,
      ...load.flags,
      header: takeAll('--headers') ?? [],
      seed: take('--seed') ?? 42,
      warmup: take('--warmup-num') ?? 0,
      'no-ignore-eos': !forced,
      'extra-body': bodyFields(line, { json: '--extra-args' }),
      ...search,
    },
  }
}

/** Every length from the least to the most is as likely; a prefix stands before it. */
function randomPrompts(line: ForeignLine): Flags {
  const { take } = line
  const most = take('--max-prompt-length')
  const least = Number(take('--min-prompt-length') ?? most ?? 0)
  const prefix = Number(take('--prefix-length') ?? 0)
  const longest = prefix + Number(most ?? least)
  return {
    dataset: 'random',
    'prompt-tokens': longest,
    'prompt-lengths': lengthsBetween(prefix + Math.max(1, least), longest),
    'shared-prefix-tokens': prefix || undefined,
    ...turnsOf(line),
  }
}

function rowLengths({ take }: ForeignLine): Flags {
  return { 'min-prompt-tokens': take('--min-prompt-length'), 'max-prompt-tokens': take('--max-prompt-length') }
}

function turnsOf({ take, has }: ForeignLine): Flags {
  const least = take('--min-turns')
  const most = take('--max-turns')
  if (!has('--multi-turn')) return {}
  const [low, high] = [least ?? most ?? '2', most ?? least ?? '2']
  return { dataset: undefined, turns: low === high ? low : `${low}-${high}` }
}

/** Several loads one after another there are several runs here: the first is translated. */
function loadOf(
  line: ForeignLine,
  { isSessions, notes }: { readonly isSessions: boolean; readonly notes: string[] },
): { readonly flags: Flags; readonly search: Flags | null } {
  const { take, takeAll, has } = line
  const first = (flag: string, usual: string) => {
    const [value = usual, ...more] = takeAll(flag) ?? []
    if (more.length > 0) notes.push(`${flag} ${more.join(' ')} is left out: a run is one load, so give each its own`)
    return value
  }
  const number = first('--number', '1000')
  const parallel = first('--parallel', '1')
  const rate = first('--rate', '-1')
  const isOpen = has('--open-loop')
  const duration = take('--duration')
  const search = evalscopeSearch(line, { parallel, rate, notes })
  if (search !== null) return { flags: {}, search }
  if (isSessions) notes.push(`--number ${number} is taken as the number of sessions; turns are not counted here`)
  const length = { [isSessions ? 'sessions' : 'num-prompts']: number, duration }
  const flags =
    Number(rate) > 0
      ? { ...length, 'request-rate': rate, 'max-concurrency': isOpen ? undefined : parallel }
      : { ...length, concurrency: parallel }
  return { flags, search }
}
