import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import { addressOf } from './address.js'
import { bodyFields } from './body-fields.js'
import { dataSetOf } from './data-set-of.js'
import type { ForeignLine } from './foreign-line.js'
import { lengthsUpTo } from './lengths-between.js'
import { tokenizerOf } from './tokenizer-of.js'
import type { Translator } from './translator.js'

const ports: Readonly<Record<string, number>> = { vllm: 8000, lmdeploy: 23_333 }
const dataSets: Readonly<Record<string, string>> = {
  sharegpt: 'sharegpt',
  custom: 'custom',
  random: 'random',
  'random-ids': 'random',
  'generated-shared-prefix': 'prefix_repetition',
  mooncake: 'mooncake',
  'speed-bench': 'speed_bench',
}
/** How requests get their adapter, where it has the same meaning here. */
const assignments: Readonly<Record<string, string>> = { uniform: 'random', distinct: 'round-robin' }

/** `sglang.bench_serving` and its Rust client: 1000 prompts at once, one warm-up request, no end of sequence. */
export const sglang: Translator = (line) => {
  const { take } = line
  const notes: string[] = []
  const backend = take('--backend') ?? 'sglang'
  if (!/^(sglang|vllm|lmdeploy)(-(native|oai|oai-chat|chat))?$/.test(backend))
    throw invalidArgument('--backend', backend, 'it is another API; known are those of sglang, vllm and lmdeploy')
  if (/^sglang(-native)?$/.test(backend))
    notes.push(`--backend ${backend} sends to /generate there; here the same prompts go to /v1/completions`)
  const given = take('--dataset-name') ?? 'sharegpt'
  const path = take('--dataset-path')
  const dataset = dataSetOf(given, { flag: '--dataset-name', known: dataSets, path })
  const port = ports[backend.replace(/-.*/, '')] ?? 30_000
  const served = take('--served-model-name')
  const model = take('--model')
  const prompts = dataset === 'mooncake' ? mooncake(line, path ?? '') : promptsOf(line, dataset)
  const isTimed = 'trace' in prompts
  const rate = take('--request-rate') ?? 'inf'
  const number = take('--num-prompts') ?? (isTimed ? undefined : 1000)
  const topK = take('--top-k')
  return {
    notes,
    flags: {
      'backend-url': addressOf(line, `127.0.0.1:${port}`),
      model: served ?? model,
      tokenizer: tokenizerOf(line, '--tokenizer', notes),
      endpoint: backend.endsWith('-chat') ? 'chat' : 'completions',
      ...(isTimed ? {} : { 'dataset-path': path }),
      'num-prompts': number,
      ...prompts,
      'request-rate': isTimed ? undefined : rate,
      ...adapters(line),
      'top-k': topK === '-1' ? undefined : topK,
      seed: take('--seed') ?? 1,
      warmup: take('--warmup-requests') ?? 1,
      'extra-body': bodyFields(line, { json: '--extra-request-body' }),
    },
  }
}

function promptsOf({ take }: ForeignLine, dataset: string): Flags {
  if (dataset === 'prefix_repetition') {
    const groups = Number(take('--gsp-num-groups') ?? 64)
    return {
      dataset,
      'num-prompts': groups * Number(take('--gsp-prompts-per-group') ?? 16),
      prefixes: groups,
      'shared-prefix-tokens': take('--gsp-system-prompt-len') ?? 2048,
      'suffix-tokens': take('--gsp-question-len') ?? 128,
      'output-tokens': take('--gsp-output-len') ?? 256,
    }
  }
  if (dataset !== 'random')
    return { dataset, 'output-tokens': take('--sharegpt-output-len', '--speed-bench-output-len') }
  const ratio = Number(take('--random-range-ratio') ?? 0)
  const input = Number(take('--random-input-len') ?? 1024)
  const output = Number(take('--random-output-len') ?? 1024)
  return {
    dataset,
    'prompt-tokens': input,
    'prompt-lengths': lengthsUpTo(input, ratio),
    'output-tokens': output,
    'output-lengths': lengthsUpTo(output, ratio),
  }
}

function mooncake({ take, has }: ForeignLine, path: string): Flags {
  const slowdown = take('--mooncake-slowdown-factor')
  if (!has('--use-trace-timestamps')) return { dataset: 'mooncake' }
  return { trace: path, 'trace-format': 'mooncake', 'time-scale': slowdown }
}

function adapters({ take, takeAll }: ForeignLine): Flags {
  const names = takeAll('--lora-name')
  const distribution = take('--lora-request-distribution') ?? 'uniform'
  if (names === undefined) return {}
  const assignment = assignments[distribution]
  if (assignment === undefined)
    throw invalidArgument('--lora-request-distribution', distribution, 'give a --mix with a weight for each adapter')
  return { 'lora-modules': names, 'lora-assignment': assignment }
}
