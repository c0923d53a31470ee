import { addressOf } from './address.js'
import { jsonObjectOf } from './json-value.js'
import type { Translator } from './translator.js'

/** `vllm bench serve`: random prompts of 1024 tokens, 1000 of them at once, no end of sequence for them. */
export const vllm: Translator = (line) => {
  const { take } = line
  const notes: string[] = []
  const backend = take('--backend') ?? 'openai'
  const dataset = take('--dataset-name') ?? 'random'
  const ignoresEos = take('--ignore-eos') !== undefined || dataset === 'random'
  const prefix = Number(take('--random-prefix-len') ?? 0)
  const input = Number(take('--random-input-len', '--input-len') ?? 1024)
  const ratio = Number(take('--random-range-ratio', '--range-ratio') ?? 0)
  if (ratio !== 0) notes.push(`--random-range-ratio ${ratio} is left out: every prompt and answer has the one length`)
  const lengths =
    dataset === 'random'
      ? {
          'prompt-tokens': prefix + input,
          'shared-prefix-tokens': prefix || undefined,
          'output-tokens': take('--random-output-len', '--output-len') ?? 128,
        }
      : { 'output-tokens': take('--output-len', '--custom-output-len', '--sharegpt-output-len') }
  const extra = Object.fromEntries(
    ['frequency-penalty', 'presence-penalty', 'repetition-penalty', 'min-p'].flatMap((name) => {
      const value = take(`--${name}`)
      return value === undefined ? [] : [[name.replaceAll('-', '_'), Number(value)]]
    }),
  )
  const given = take('--extra-body')
  const body = { ...extra, ...(given === undefined ? {} : jsonObjectOf('--extra-body', given)) }
  take('--no-stream')
  return {
    notes,
    flags: {
      'backend-url': addressOf(line, '127.0.0.1:8000'),
      endpoint: take('--endpoint') ?? (backend === 'openai-chat' ? 'chat' : 'completions'),
      dataset: dataset === 'custom' ? 'file' : dataset,
      ...lengths,
      'num-prompts': take('--num-prompts') ?? 1000,
      'request-rate': take('--request-rate') ?? 'inf',
      seed: take('--seed') ?? 0,
      warmup: take('--num-warmups') ?? 0,
      'no-ignore-eos': !ignoresEos,
      'extra-body': Object.keys(body).length === 0 ? undefined : JSON.stringify(body),
    },
  }
}
