import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import { addressOf } from './address.js'
import { bodyFields } from './body-fields.js'
import { dataSetOf } from './data-set-of.js'
import type { ForeignLine } from './foreign-line.js'
import { jsonOrText } from './json-value.js'
import { lengthsAround } from './lengths-between.js'
import { tokenizerOf } from './tokenizer-of.js'
import type { Translator } from './translator.js'

const apis: Readonly<Record<string, string>> = { openai: 'completions', vllm: 'completions', 'openai-chat': 'chat' }
/** Its data sets that are read here, from a file. */
const dataSets: Readonly<Record<string, string>> = {
  random: 'random',
  sharegpt: 'sharegpt',
  custom: 'custom',
  prefix_repetition: 'prefix_repetition',
  spec_bench: 'speed_bench',
  speed_bench: 'speed_bench',
  timed_trace: 'timed_trace',
}

/** `vllm bench serve`: random prompts of 1024 tokens, 1000 of them at once, no end of sequence for them. */
export const vllm: Translator = (line) => {
  const { take, has } = line
  const notes: string[] = []
  const backend = take('--backend') ?? 'openai'
  const api = apis[backend]
  if (api === undefined)
    throw invalidArgument('--backend', backend, `it is another API; known are ${Object.keys(apis).join(', ')}`)
  const dataset = take('--dataset-name') ?? 'random'
  const path = take('--dataset-path')
  const ours = dataSetOf(dataset, { flag: '--dataset-name', known: dataSets, path })
  const ignoresEos = has('--ignore-eos') || dataset === 'random'
  const topK = take('--top-k')
  const served = take('--served-model-name')
  const model = take('--model')
  has('--no-stream', '--disable-shuffle', '--trust-remote-code')
  const isOnce = has('--no-oversample')
  const prompts = dataset === 'timed_trace' ? timedTrace(line, path ?? '') : promptsOf(line, ours)
  const isTimed = 'trace' in prompts
  return {
    notes,
    flags: {
      'backend-url': addressOf(line, '127.0.0.1:8000'),
      model: served ?? model,
      tokenizer: tokenizerOf(line, '--tokenizer', notes),
      endpoint: take('--endpoint') ?? api,
      ...prompts,
      ...(isTimed ? {} : { 'dataset-path': path, 'dataset-repeat': path !== undefined && !isOnce }),
      'num-prompts': numberOf(take('--num-prompts'), prompts),
      'request-rate': rateOf(line, isTimed),
      'top-k': topK === '-1' ? undefined : topK,
      seed: take('--seed') ?? 0,
      warmup: take('--num-warmups') ?? 0,
      'no-ignore-eos': !ignoresEos,
      'extra-body': bodyFields(line, { json: '--extra-body' }),
    },
  }
}

/** All at once where nothing is said; a ramp and a trace say themselves when requests are sent. */
function rateOf({ take, rest }: ForeignLine, isTimed: boolean): string | undefined {
  const rate = take('--request-rate')
  return isTimed || rest().some(([flag]) => flag === '--ramp-up-strategy') ? undefined : (rate ?? 'inf')
}

function promptsOf({ take }: ForeignLine, dataset: string): Flags {
  if (dataset === 'prefix_repetition')
    return {
      dataset,
      prefixes: take('--prefix-repetition-num-prefixes') ?? 10,
      'shared-prefix-tokens': take('--prefix-repetition-prefix-len') ?? 256,
      'suffix-tokens': take('--prefix-repetition-suffix-len') ?? 256,
      'output-tokens': take('--prefix-repetition-output-len', '--output-len') ?? 128,
    }
  if (dataset !== 'random')
    return {
      dataset,
      'output-tokens': take(
        ...['--output-len', '--custom-output-len', '--sharegpt-output-len'],
        ...['--spec-bench-output-len', '--speed-bench-output-len'],
      ),
    }
  const prefix = Number(take('--random-prefix-len') ?? 0)
  const input = Number(take('--random-input-len', '--input-len') ?? 1024)
  const output = Number(take('--random-output-len', '--output-len') ?? 128)
  const ratios = ratiosOf(take('--random-range-ratio', '--range-ratio') ?? '0')
  return {
    dataset,
    'prompt-tokens': prefix + input,
    'prompt-lengths': lengthsAround(input, { ratio: ratios.input, beside: prefix }),
    'shared-prefix-tokens': prefix || undefined,
    'output-tokens': output,
    'output-lengths': lengthsAround(output, { ratio: ratios.output }),
  }
}

/** One ratio for both lengths, or a JSON object with one each. */
function ratiosOf(text: string): { readonly input: number; readonly output: number } {
  const read = jsonOrText(text)
  const { input = read, output = read } = (typeof read === 'object' ? read : {}) as Record<string, unknown>
  if (typeof input === 'number' && typeof output === 'number') return { input, output }
  throw invalidArgument('--random-range-ratio', text, 'give one number, or {"input": 0.5, "output": 0.2}')
}

/** 1000 where nothing is said; of a trace all its rows. Of prefixes there are as many prompts each, as whole numbers. */
function numberOf(given: string | undefined, { prefixes, trace }: Flags): number | undefined {
  if (trace !== undefined && given === undefined) return undefined
  const number = Number(given ?? 1000)
  const each = Number(prefixes ?? 1)
  return each > 1 ? each * Math.floor(number / each) : number
}

/** Its times are in seconds after the multiplier; ours are read in ms. Blocks have 16 tokens where nothing is said. */
function timedTrace({ take, has }: ForeignLine, path: string): Flags {
  const seconds = Number(take('--timed-trace-sec-multiplier') ?? 1)
  const block = take('--timed-trace-chunk-hash-size') ?? 16
  has('--self-timed')
  if (has('--no-self-timed')) return { dataset: 'timed_trace', 'dataset-path': path }
  return { trace: path, 'trace-format': 'timed_trace', 'trace-block-size': block, 'time-scale': seconds * 1000 }
}
