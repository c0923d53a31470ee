import type { CommandGroup } from '../../command/define-command.js'
import { defineCommand } from '../../command/define-command.js'
import { ConvergenceOptions, VerifyOptions } from './convergence-options.js'
import { otherNames } from '../../options/other-names.js'
import { connectionRules, keyRules, severalLoadsRules } from '../../options/flag-rules.js'
import { profileRules } from '../../options/profile-options.js'

const run = defineCommand({
  name: 'run',
  brief: 'Metric deltas and path evidence together: a verdict for each claim',
  details: [
    'Compares targets and watches their /info, /metrics and logs meanwhile. A claim (shared-stream batching, paged or native',
    'path, formal block tables) converges only where the metrics got better and the path was seen during the run.',
    'sagellm-benchmark convergence verify FOLDER works every figure and verdict of such a folder out again.',
    '',
    'Example:',
    '  sagellm-benchmark convergence --model Qwen/Qwen2.5-0.5B-Instruct \\',
    '    --target before=http://127.0.0.1:8901/v1 --target after=http://127.0.0.1:8902/v1 \\',
    '    --log-file before=/tmp/sagellm-before.log --log-file after=/tmp/sagellm-after.log --require converged',
  ].join('\n'),
  options: ConvergenceOptions,
  measures: true,
  rules: [
    { flags: ['claim'], when: ({ require }) => require !== undefined, only: 'with --require' },
    ...severalLoadsRules,
    ...profileRules,
    ...connectionRules,
    ...keyRules,
  ],
  ...otherNames(ConvergenceOptions),
  lists: ['threshold'],
  load: async () => (await import('./convergence-command.js')).convergenceCommand,
})

const verify = defineCommand({
  name: 'verify',
  brief: 'Work every figure and verdict of a convergence folder out again; exit code 3 where one differs',
  details: 'Example:\n  sagellm-benchmark convergence verify benchmark_results/convergence_20260102_030405',
  options: VerifyOptions,
  positional: 'folder',
  load: async () => (await import('./verify-command.js')).verifyCommand,
})

export const convergence: CommandGroup = {
  name: 'convergence',
  brief: 'Validate the performance mainline: metric deltas with path evidence, and check such a result again',
  commands: [run, verify],
  usual: 'run',
}
