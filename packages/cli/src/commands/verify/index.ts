import { defineCommand } from '../../command/define-command.js'
import { VerifyOptions } from './verify-options.js'

export const verify = defineCommand({
  name: 'verify',
  brief: 'Work the figures of a folder out again and check its manifest; exit code 3 where something differs',
  details: [
    'Works out every figure of run, compare, convergence, sweep and capacity from the records of the folder, those of a sweep or a search from',
    'the records of each point, and holds each file against SHA256SUMS, which is written at the end of a measurement. Of other folders with a',
    'manifest only that is checked, and the answer says so.',
    '',
    'Examples:',
    '  sagellm-benchmark verify ./benchmark_results',
    '  sagellm-benchmark verify ./benchmark_results --sign key.pem',
    '  sagellm-benchmark verify ./benchmark_results --key public.pem',
  ].join('\n'),
  options: VerifyOptions,
  positional: 'folder',
  load: async () => (await import('./verify-command.js')).verifyCommand,
})
