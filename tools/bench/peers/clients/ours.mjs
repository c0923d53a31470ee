// This program as it is packed, with its default transport on Linux (the kernel's stamps) or with `raw`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROMPT_TOKENS } from '../scenarios.mjs'

const PROGRAM = fileURLToPath(new URL('../../../../packages/cli/dist/bin.js', import.meta.url))
const manifest = new URL('../../../../packages/cli/package.json', import.meta.url)

/** @param transport - `kernel` stands for the default: on this machine it must be the one that is taken. */
export const ours = (transport) => ({
  name: transport === 'kernel' ? 'ours' : `ours, ${transport}`,
  title: `sagellm-benchmark, ${transport} transport`,
  version: JSON.parse(readFileSync(manifest, 'utf8')).version,
  install: null,
  unable: {},
  command: ({ url, folder, scenario }) => [
    ...[process.execPath, PROGRAM, 'run', '--backend-url', `${url}/v1`, '--model', 'bench-model'],
    ...(transport === 'kernel' ? [] : ['--transport', transport]),
    ...['--num-prompts', scenario.requests, '--prompt-tokens', PROMPT_TOKENS, '--output-tokens', scenario.tokens],
    ...(scenario.rateRps === null
      ? ['--concurrency', scenario.concurrency]
      : ['--request-rate', scenario.rateRps, '--burstiness', 'inf']),
    ...['--warmup', '0', '--no-calibration', '--quiet', '-o', folder],
  ],
  read: (folder) => readOurs(readFileSync(join(folder, 'records.jsonl'), 'utf8')),
})

/** @param text - records.jsonl. */
export function readOurs(text) {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ phase }) => phase === 'measured')
    .map(({ request_id: id, start_at: start, first_token_at: first, token_at: tokens }) => ({
      id,
      ttftMs: first === null ? null : first - start,
      gapsMs: tokens.slice(1).map((at, index) => at - tokens[index]),
    }))
}
