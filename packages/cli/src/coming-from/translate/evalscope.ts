import { addressOf } from './address.js'
import type { Translator } from './translator.js'

/** `evalscope perf`: 1000 requests, one at a time; answers of 2048 tokens at most. */
export const evalscope: Translator = (line) => {
  const { take } = line
  const notes: string[] = []
  const url = take('--url') ?? 'http://127.0.0.1:8877/v1/chat/completions'
  const dataset = take('--dataset') ?? 'openqa'
  const [least, most] = [take('--min-prompt-length'), take('--max-prompt-length')]
  const isRandom = dataset === 'random'
  if (isRandom && least !== undefined && most !== undefined && least !== most)
    notes.push(`--min-prompt-length ${least} is left out: every prompt has the length of --max-prompt-length`)
  const tokens = take('--max-tokens') ?? '2048'
  const forced = take('--min-tokens') === tokens
  const rate = take('--rate') ?? '-1'
  const parallel = take('--parallel') ?? '1'
  const isOpen = take('--open-loop') !== undefined
  return {
    notes,
    flags: {
      'backend-url': addressOf({ ...line, take: () => url }, url),
      endpoint: /(?<!chat)\/completions$/.test(url) ? 'completions' : 'chat',
      dataset: dataset === 'line_by_line' ? 'file' : dataset,
      'prompt-tokens': isRandom ? (most ?? least) : undefined,
      'output-tokens': tokens,
      'num-prompts': take('--number') ?? 1000,
      ...(Number(rate) > 0
        ? { 'request-rate': rate, 'max-concurrency': isOpen ? undefined : parallel }
        : { concurrency: parallel }),
      seed: take('--seed') ?? 42,
      warmup: take('--warmup-num') ?? 0,
      'no-ignore-eos': !forced,
    },
  }
}
