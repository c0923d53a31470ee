// NVIDIA's AIPerf.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROMPT_TOKENS } from '../scenarios.mjs'

const VERSION = '0.13.0'

export const aiperf = {
  name: 'aiperf',
  title: 'AIPerf',
  version: VERSION,
  install: { packages: [`aiperf==${VERSION}`] },
  unable: {},
  // Told to stay off the net it takes no folder for a tokenizer.
  env: { HF_HUB_OFFLINE: '', TRANSFORMERS_OFFLINE: '' },
  command: ({ url, folder, tokenizer, bin, scenario }) => [
    ...[
      join(bin, 'aiperf'),
      'profile',
      '--model-names',
      'bench-model',
      '--url',
      url,
      '--endpoint-type',
      'chat',
      '--streaming',
    ],
    ...[
      '--tokenizer',
      tokenizer,
      '--isl',
      PROMPT_TOKENS,
      '--osl',
      scenario.tokens,
      '--extra-inputs',
      'ignore_eos:true',
    ],
    ...['--request-count', scenario.requests],
    ...(scenario.rateRps === null
      ? ['--concurrency', scenario.concurrency]
      : ['--request-rate', scenario.rateRps, '--arrival-pattern', 'constant']),
    ...['--use-server-token-count', '--no-gpu-telemetry', '--no-server-metrics', '--export-level', 'records'],
    ...['--ui-type', 'none', '--output-artifact-dir', folder],
  ],
  read: (folder) => readAiperf(readFileSync(join(folder, 'profile_export.jsonl'), 'utf8')),
}

/** @param text - profile_export.jsonl. */
export function readAiperf(text) {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ metadata }) => metadata.benchmark_phase === 'profiling')
    .map(({ metadata, metrics }) => ({
      id: metadata.x_request_id,
      ttftMs: metrics.time_to_first_token?.value ?? null,
      gapsMs: metrics.inter_chunk_latency?.value ?? null,
    }))
}
