import { defineCommand } from '../../command/define-command.js'
import { runFlagRules } from './run-flag-rules.js'
import { RunOptions } from './run-options.js'
import { otherNames } from '../../options/other-names.js'

export const run = defineCommand({
  name: 'run',
  brief: 'Run query workloads Q1-Q8, or a load of your own, on the CPU backend or an endpoint',
  details: [
    'Runs Q1-Q8 with real CPU inference by default; with --backend-url it measures an OpenAI-compatible endpoint.',
    '',
    'Examples:',
    '  sagellm-benchmark run --workload all --backend cpu --output ./benchmark_results',
    '  sagellm-benchmark run --backend-url http://127.0.0.1:8000/v1 --concurrency 16 --num-prompts 300 --goodput ttft:200 tpot:50',
    '  sagellm-benchmark run --backend-url http://127.0.0.1:8000/v1 --request-rate 4 --max-concurrency 32 --duration 60',
    '  sagellm-benchmark run --resume ./benchmark_results',
    '',
    'Ctrl-C once lets the requests in flight finish and writes a report marked interrupted; twice cuts them off.',
  ].join('\n'),
  options: RunOptions,
  ...otherNames(RunOptions),
  rules: runFlagRules,
  lists: ['goodput', 'threshold', 'loraModules'],
  joined: ['backendUrl'],
  measures: true,
  load: async () => (await import('./run-command.js')).runCommand,
})
