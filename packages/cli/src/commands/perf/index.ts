import { defineCommand } from '../../command/define-command.js'
import { perfFlagRules } from './perf-flag-rules.js'
import { PerfOptions } from './perf-options.js'
import { otherNames } from '../../options/other-names.js'

export const perf = defineCommand({
  name: 'perf',
  brief: 'Benchmark operators, or whole requests at several batch sizes, models and precisions',
  details: [
    'Operators run in their reference and their fused form through the inference runtime, in turn, after a check that both',
    'compute the same. End-to-end scenarios are measured on the CPU backend, or on an endpoint with --live.',
    '',
    'Examples:',
    '  sagellm-benchmark perf --type operator --device cpu',
    '  sagellm-benchmark perf --type e2e --model Qwen/Qwen2-7B-Instruct --batch-size 1 --batch-size 4',
    '  sagellm-benchmark perf --type e2e --live --backend-url http://127.0.0.1:8000/v1 --plot --plot-format png --theme dark',
  ].join('\n'),
  options: PerfOptions,
  // Warm-up here is calls of an operator, and not requests.
  ...otherNames(PerfOptions, { but: ['warmup'] }),
  rules: perfFlagRules,
  lists: ['batchSize', 'precision', 'scenario', 'operator', 'threshold'],
  measures: true,
  load: async () => (await import('./perf-command.js')).perfCommand,
})
