// SGLang's client in Rust (`sglang-bench`), without SGLang.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROMPT_TOKENS } from '../scenarios.mjs'
import { numberIn } from './text-number.mjs'

const LAUNCHER = fileURLToPath(new URL('sglang_bench.py', import.meta.url))
const VERSION = '0.5.23'

export const sglang = {
  name: 'sglang-bench',
  title: "SGLang's client in Rust",
  version: VERSION,
  install: { alone: [`sglang==${VERSION}`] },
  unable: {},
  command: ({ url, folder, tokenizer, python, scenario }) =>
    scenario.rateRps === null
      ? [
          ...[python, LAUNCHER, '--backend', 'sglang-oai-chat', '--base-url', url, '--model', 'bench-model'],
          ...['--tokenizer', tokenizer, '--dataset-name', 'random-ids', '--num-prompts', scenario.requests],
          ...['--random-input-len', PROMPT_TOKENS, '--random-output-len', scenario.tokens, '--random-range-ratio', '1'],
          ...['--max-concurrency', scenario.concurrency, '--warmup-requests', '0', '--output-details'],
          ...['--output-file', join(folder, 'result.jsonl'), '--disable-tqdm'],
        ]
      : { unable: 'it offers Poisson arrivals only, so there is no even grid to be late against' },
  read: (folder) => readSglang(readFileSync(join(folder, 'result.jsonl'), 'utf8')),
}

/** @param text - the file of `--output-file` with `--output-details`: one line a run, times in seconds. */
export function readSglang(text) {
  const { ttfts, itls, generated_texts: texts } = JSON.parse(text.trim().split('\n').at(-1))
  return texts.map((each, index) => ({
    number: numberIn(each),
    ttftMs: 1000 * ttfts[index],
    gapsMs: itls[index].map((gap) => 1000 * gap),
  }))
}
