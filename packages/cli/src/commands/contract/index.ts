import { defineCommand } from '../../command/define-command.js'
import { ContractOptions } from './contract-options.js'

export const contract = defineCommand({
  name: 'contract',
  brief: 'Hold a run against the performance contract of a year; exit code 3 where it is not kept',
  details: [
    'Judges every workload of the folder by its averages. A figure that is not known keeps no limit. The limits are inclusive:',
    'year 1: TTFT 100, TBT 20, TPOT 20 ms, 50 tok/s a request, 5 % errors, 32768 MB; year 2 and 3 halve them, and ask for',
    'prefix hits, year 3 for accepted drafts too.',
    '',
    'Example:',
    '  sagellm-benchmark contract --year 1 ./benchmark_results',
  ].join('\n'),
  options: ContractOptions,
  positional: 'folder',
  load: async () => (await import('./contract-command.js')).contractCommand,
})
