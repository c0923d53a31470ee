import { z } from 'zod'
import { defineCommand } from '../../command/define-command.js'

export const CompareOfflineOptions = z.object({
  result: z.array(z.string()).default([]).describe('LABEL=FILE of a capture; two or more, the first is the baseline'),
  outputDir: z
    .string()
    .optional()
    .describe('folder for the artifacts [default benchmark_results/compare-offline_<time>]'),
  margin: z
    .number()
    .gt(0)
    .lt(100)
    .optional()
    .describe("differences up to this percentage do not matter [default the captures', else 3]"),
  allowMismatch: z
    .boolean()
    .default(false)
    .describe('compare captures of different models, plans or tokenizers, and say so'),
})
export type CompareOfflineOptions = z.infer<typeof CompareOfflineOptions>

export const compareOffline = defineCommand({
  name: 'compare-offline',
  brief: 'Compare captures that were made one after the other, without any server',
  details: [
    'Takes the files of compare-record and compare, and those of the Python original (one shot: no intervals, no verdicts).',
    'A drift between the captures cannot be told from a difference between the engines; the report says so.',
    '',
    'Example:',
    '  sagellm-benchmark compare-offline --result sagellm=./sequential/sagellm/sagellm.json \\',
    '    --result vllm=./sequential/vllm/vllm.json --output-dir ./sequential/compare',
  ].join('\n'),
  options: CompareOfflineOptions,
  load: async () => (await import('./compare-offline-command.js')).compareOfflineCommand,
})
