import { defineCommand } from '../../command/define-command.js'
import { RunOptions } from './run-options.js'

export const run = defineCommand({
  name: 'run',
  brief: 'Run query workloads Q1-Q8, or a load of your own, on the CPU backend or an endpoint',
  details: [
    'Runs Q1-Q8 with real CPU inference by default; with --backend-url it measures an OpenAI-compatible endpoint.',
    '',
    'Examples:',
    '  sagellm-benchmark run --workload all --backend cpu --output ./benchmark_results',
    '  sagellm-benchmark run --backend-url http://127.0.0.1:8000/v1 --concurrency 16 --num-prompts 300 --goodput ttft:200 tpot:50',
  ].join('\n'),
  options: RunOptions,
  letters: { o: 'output', v: 'verbose', m: 'model', q: 'quiet' },
  synonyms: {
    url: 'backendUrl',
    'base-url': 'backendUrl',
    'output-dir': 'output',
    'num-warmups': 'warmup',
    'num-samples': 'numPrompts',
    'request-count': 'numPrompts',
    'num-requests': 'numPrompts',
    parallel: 'concurrency',
    'dataset-name': 'dataset',
    'input-len': 'promptTokens',
    'random-input-len': 'promptTokens',
    isl: 'promptTokens',
    'output-len': 'outputTokens',
    'random-output-len': 'outputTokens',
    osl: 'outputTokens',
    'max-output-tokens': 'outputTokens',
  },
  lists: ['goodput'],
  load: async () => (await import('./run-command.js')).runCommand,
})
