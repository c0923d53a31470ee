import { addressOf } from './address.js'
import type { Translator } from './translator.js'

const ports: Readonly<Record<string, number>> = { vllm: 8000, lmdeploy: 23_333 }

/** `sglang.bench_serving` and its Rust client: 1000 prompts at once, one warm-up request, no end of sequence. */
export const sglang: Translator = (line) => {
  const { take } = line
  const notes: string[] = []
  const backend = take('--backend') ?? 'sglang'
  if (/^sglang(-native)?$/.test(backend))
    notes.push(`--backend ${backend} sends to /generate there; here the same prompts go to /v1/completions`)
  const dataset = take('--dataset-name') ?? 'sharegpt'
  const ratio = Number(take('--random-range-ratio') ?? 0)
  if (dataset === 'random' && ratio !== 1)
    notes.push(
      `--random-range-ratio ${ratio} draws lengths up to those given; here every prompt and answer has the given length`,
    )
  const lengths =
    dataset === 'random'
      ? {
          'prompt-tokens': take('--random-input-len') ?? 1024,
          'output-tokens': take('--random-output-len') ?? 1024,
        }
      : { 'output-tokens': take('--sharegpt-output-len') }
  const port = ports[backend.replace(/-.*/, '')] ?? 30_000
  return {
    notes,
    flags: {
      'backend-url': addressOf(line, `127.0.0.1:${port}`),
      endpoint: backend.endsWith('-chat') ? 'chat' : 'completions',
      dataset: dataset === 'custom' ? 'file' : dataset,
      ...lengths,
      'num-prompts': take('--num-prompts') ?? 1000,
      'request-rate': take('--request-rate') ?? 'inf',
      seed: take('--seed') ?? 1,
      warmup: take('--warmup-requests') ?? 1,
    },
  }
}
