import { addressOf } from './address.js'
import { jsonObjectOf } from './json-value.js'
import type { Translator } from './translator.js'

/** `aiperf profile`: a closed loop of one, whole answers unless `--streaming`, and an end where the model makes one. */
export const aiperf: Translator = (line) => {
  const { take, takeAll } = line
  const extra = Object.fromEntries(takeAll('--extra-inputs').flatMap(pairs))
  const { ignore_eos: ignoresEos = false, ...body } = extra
  const rate = take('--request-rate')
  const concurrency = take('--concurrency')
  const seconds = take('--benchmark-duration')
  const requests = take('--request-count', '--num-requests')
  const isFile = take('--input-file')
  const pattern = take('--arrival-pattern') ?? 'poisson'
  return {
    notes: [],
    flags: {
      'backend-url': addressOf(line, 'localhost:8000'),
      endpoint: take('--endpoint-type') ?? 'chat',
      ...(isFile === undefined
        ? {
            dataset: 'random',
            'prompt-tokens': take('--isl', '--prompt-input-tokens-mean') ?? 550,
          }
        : { 'dataset-path': isFile }),
      'output-tokens': take('--osl', '--prompt-output-tokens-mean'),
      'num-prompts': requests ?? (seconds === undefined ? Math.max(10, 2 * Number(concurrency ?? 1)) : undefined),
      duration: seconds,
      ...(rate === undefined
        ? { concurrency: concurrency ?? 1 }
        : {
            'request-rate': rate,
            'max-concurrency': concurrency,
            burstiness: pattern === 'constant' ? 'inf' : undefined,
          }),
      'no-stream': take('--streaming', '--stream') === undefined,
      seed: take('--random-seed'),
      warmup: take('--warmup-request-count') ?? 0,
      'no-ignore-eos': ignoresEos !== true,
      'extra-body': Object.keys(body).length === 0 ? undefined : JSON.stringify(body),
    },
  }
}

/** `name:value`, or a JSON object. */
function pairs(text: string): [string, unknown][] {
  if (text.trim().startsWith('{')) return Object.entries(jsonObjectOf('--extra-inputs', text))
  const at = text.indexOf(':')
  const value = text.slice(at + 1)
  try {
    return [[text.slice(0, at), JSON.parse(value)]]
  } catch {
    return [[text.slice(0, at), value]]
  }
}
