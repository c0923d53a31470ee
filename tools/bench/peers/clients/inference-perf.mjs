// inference-perf of the Kubernetes project, which is told everything by a file.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROMPT_TOKENS } from '../scenarios.mjs'
import { numberIn } from './text-number.mjs'

const VERSION = '0.7.0'
/** Its default, and the processes that it starts: one for each core. */
const WORKER_CONCURRENCY = 100

export const inferencePerf = {
  name: 'inference-perf',
  title: 'inference-perf',
  version: VERSION,
  install: { packages: [`inference-perf==${VERSION}`] },
  unable: {},
  files: (call) => ({ 'config.yml': configOf(call) }),
  command: ({ folder, bin, scenario }) =>
    scenario.rateRps === null
      ? [join(bin, 'inference-perf'), '--config_file', join(folder, 'config.yml')]
      : { unable: 'its load "constant" draws exponential gaps, so there is no even grid to be late against' },
  read: (folder) => readInferencePerf(readFileSync(join(folder, 'per_request_lifecycle_metrics.json'), 'utf8')),
}

function configOf({ url, folder, tokenizer, scenario }) {
  const fixed = (tokens) =>
    `{type: fixed, min: ${tokens}, max: ${tokens}, mean: ${tokens}, total_count: ${scenario.requests}}`
  return `api: {type: completion, streaming: true}
server: {type: vllm, model_name: bench-model, base_url: '${url}', ignore_eos: true}
tokenizer: {pretrained_model_name_or_path: '${tokenizer}'}
data:
  type: random
  input_distribution: ${fixed(PROMPT_TOKENS)}
  output_distribution: ${fixed(scenario.tokens)}
load:
  type: concurrent
  stages: [{num_requests: ${scenario.requests}, concurrency_level: ${scenario.concurrency}}]
  worker_max_concurrency: ${Math.max(WORKER_CONCURRENCY, scenario.concurrency)}
report: {request_lifecycle: {summary: true, per_request: true}}
storage: {local_storage: {path: '${folder}'}}
`
}

/** @param text - per_request_lifecycle_metrics.json, times in seconds. */
export function readInferencePerf(text) {
  return JSON.parse(text)
    .filter(({ error }) => error === null)
    .map(({ start_time: start, response, info }) => {
      const { chunk_times: times } = info.response_metrics
      return {
        number: numberIn(textOf(response)),
        ttftMs: 1000 * (times[0] - start),
        gapsMs: times.slice(1).map((at, index) => 1000 * (at - times[index])),
      }
    })
}

/** The whole stream is kept as it came; ids and times in it hold digits too. */
function textOf(response) {
  return /"text":"([^"]*)"/.exec(response)?.[1]
}
