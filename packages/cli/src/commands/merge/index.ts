import { defineCommand } from '../../command/define-command.js'
import { MergeOptions } from './merge-options.js'

export const merge = defineCommand({
  name: 'merge',
  brief: 'Make one result of the folders in which the shards of a run kept their records',
  details: [
    'run --shard I/N --shard-records local leaves OUTPUT/shard-I on each machine. Copied to one machine and merged, they give the result',
    'that one machine would have written of all these records. A shard whose folder is not given is named, and the run then has no verdict.',
    'Exit code: 0 done, 1 a shard is missing or was lost, or requests failed, 2 the folders are not those of one run or were changed,',
    '3 a threshold of the run was not kept, 130 interrupted, and the output is as it was before.',
    '',
    'Example:',
    '  sagellm-benchmark merge results/shard-0 results/shard-1 results/shard-2 --output merged',
  ].join('\n'),
  options: MergeOptions,
  positional: 'folders',
  lists: ['folders'],
  load: async () => (await import('./merge-command.js')).mergeCommand,
})
