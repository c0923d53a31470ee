// EvalScope's `perf`.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROMPT_TOKENS } from '../scenarios.mjs'

const VERSION = '1.14.1'
const ROWS = fileURLToPath(new URL('evalscope_rows.py', import.meta.url))

export const evalscope = {
  name: 'evalscope',
  title: 'EvalScope perf',
  version: VERSION,
  install: { packages: [`evalscope[perf]==${VERSION}`] },
  unable: {},
  command: ({ url, folder, tokenizer, bin, scenario }) =>
    scenario.rateRps === null
      ? [
          ...[
            join(bin, 'evalscope'),
            'perf',
            '--url',
            `${url}/v1/chat/completions`,
            '--model',
            'bench-model',
            '--api',
            'openai',
          ],
          ...['--dataset', 'random', '--tokenizer-path', tokenizer, '--no-test-connection', '--stream'],
          ...['--min-prompt-length', PROMPT_TOKENS, '--max-prompt-length', PROMPT_TOKENS],
          ...['--min-tokens', scenario.tokens, '--max-tokens', scenario.tokens],
          ...['--number', scenario.requests, '--parallel', scenario.concurrency, '--outputs-dir', folder],
        ]
      : { unable: 'it offers Poisson arrivals only, so there is no even grid to be late against' },
  read: (folder, { python }) =>
    readEvalscope(execFileSync(python, [ROWS, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 })),
}

/** @param text - the rows of its database as `evalscope_rows.py` prints them, times in seconds. */
export function readEvalscope(text) {
  return JSON.parse(text).map(({ number, first_chunk_latency: first, inter_token_latencies: gaps }) => ({
    number,
    ttftMs: 1000 * first,
    gapsMs: gaps.map((gap) => 1000 * gap),
  }))
}
