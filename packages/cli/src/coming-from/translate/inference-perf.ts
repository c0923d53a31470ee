import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import type { Flags } from '../../options/flag-words.js'
import { baseUrlOf } from './address.js'
import { dataSetOf } from './data-set-of.js'
import type { ForeignLine } from './foreign-line.js'
import { jsonOrText } from './json-value.js'
import { tokenizerOf } from './tokenizer-of.js'
import type { Translator } from './translator.js'

const apis: Readonly<Record<string, string>> = { completion: 'completions', chat: 'chat' }
const dataSets: Readonly<Record<string, string>> = {
  random: 'random',
  synthetic: 'random',
  shareGPT: 'sharegpt',
  shared_prefix: 'prefix_repetition',
}
const Stages = z.array(z.object({ rate: z.number().positive(), duration: z.number().positive() })).min(1)

/** `inference-perf` with its configuration as flags: whole completions, no end of sequence, lengths drawn around 512. */
export const inferencePerf: Translator = (line) => {
  const { take, has } = line
  if (has('--config_file'))
    throw new BenchError('invalid_argument', '--config_file of inference-perf is not read', {
      hint: 'give its fields as flags, such as --load.type constant --load.stages \'[{"rate": 1, "duration": 30}]\'',
    })
  const notes: string[] = []
  const api = take('--api.type') ?? 'completion'
  const endpoint = apis[api]
  if (endpoint === undefined) throw invalidArgument('--api.type', api, 'completion and chat are measured here')
  return {
    notes,
    flags: {
      'backend-url': baseUrlOf(take('--server.base_url') ?? 'localhost:8000'),
      dialect: take('--server.type'),
      model: take('--server.model_name'),
      tokenizer: tokenizerOf(line, '--tokenizer.pretrained_model_name_or_path', notes),
      endpoint,
      ...promptsOf(line),
      ...loadOf(line),
      'no-stream': take('--api.streaming') !== 'true',
      seed: take('--load.base_seed'),
      warmup: 0,
      'no-ignore-eos': take('--server.ignore_eos') === 'false',
    },
  }
}

function promptsOf(line: ForeignLine): Flags {
  const { take } = line
  const path = take('--data.path')
  const dataset = dataSetOf(take('--data.type') ?? 'mock', { flag: '--data.type', known: dataSets, path })
  if (dataset === 'prefix_repetition')
    return {
      dataset,
      prefixes: take('--data.shared_prefix.num_groups'),
      'shared-prefix-tokens': take('--data.shared_prefix.system_prompt_len'),
      'suffix-tokens': take('--data.shared_prefix.question_len'),
      'output-tokens': take('--data.shared_prefix.output_len'),
    }
  if (dataset !== 'random') return { dataset, 'dataset-path': path }
  return { dataset, ...lengthsOf('prompt', line), ...lengthsOf('output', line) }
}

/** Normal around 512 with a deviation of 200, from 10 to 1024, where nothing else is said. */
function lengthsOf(of: 'prompt' | 'output', { take, has }: ForeignLine): Flags {
  const flag = `--data.${of === 'prompt' ? 'input' : 'output'}_distribution.`
  const [low, high] = [take(`${flag}min`) ?? '10', take(`${flag}max`) ?? '1024']
  const [mean, stddev] = [take(`${flag}mean`) ?? '512', take(`${flag}std_dev`) ?? '200']
  const type = take(`${flag}type`) ?? 'normal'
  has(`${flag}total_count`)
  const tokens = { [`${of}-tokens`]: mean }
  if (type === 'fixed') return tokens
  if (type === 'uniform') return { ...tokens, [`${of}-lengths`]: `histogram,bins=${low}:${high}:1` }
  if (type !== 'normal' && type !== 'lognormal')
    throw invalidArgument(`${flag}type`, type, 'known here are normal, lognormal, uniform and fixed')
  return { ...tokens, [`${of}-lengths`]: `${type},mean=${mean},stddev=${stddev},min=${low},max=${high}` }
}

/** Stages of a rate for so many seconds each; one of them alone is a rate. */
function loadOf({ take }: ForeignLine): Flags {
  const type = take('--load.type') ?? 'constant'
  if (type !== 'constant' && type !== 'poisson')
    throw invalidArgument(
      '--load.type',
      type,
      'constant and poisson are one load of run; --concurrency and --trace are others',
    )
  const text = take('--load.stages') ?? ''
  const stages = Stages.safeParse(jsonOrText(text)).data
  if (stages === undefined)
    throw invalidArgument('--load.stages', text, 'give a list such as [{"rate": 10, "duration": 60}]')
  const requests = Math.round(stages.reduce((sum, { rate, duration }) => sum + rate * duration, 0))
  const [only, another] = stages
  if (only && !another)
    return { 'request-rate': only.rate, burstiness: type === 'constant' ? 'inf' : undefined, 'num-prompts': requests }
  const steps = stages.map(({ rate, duration }) => `${rate}:${duration}`).join('+')
  return { load: `steps,steps=${steps},arrivals=${type}`, 'num-prompts': requests }
}
