import { BenchError } from '@sagellm-benchmark/protocol-types'
import { mergeShards } from '@sagellm-benchmark/suite/shards'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { printRun } from '../run/print-run.js'
import type { MergeOptions } from './merge-options.js'

/** Makes one result of the folders of a run's shards, and prints it as run does. */
export async function mergeCommand({ folders, output, verbose }: MergeOptions, io: CommandIo): Promise<ExitCode> {
  if (folders.length === 0)
    throw new BenchError('invalid_argument', 'no folder was given', {
      hint: 'give that of each shard: sagellm-benchmark merge results/shard-0 results/shard-1',
    })
  const outcome = await mergeShards(folders, { cwd: io.cwd, env: io.env, signal: io.signal, output })
  const { interrupted, maxErrorRate } = outcome
  // What was interrupted is the run, which cannot be continued here, and not this command.
  const shown = { ...outcome, interrupted: false }
  const exitCode = printRun(shown, { plots: false, verbose, calibrated: false, maxErrorRate, io })
  if (!interrupted) return exitCode
  io.stderr.write('sagellm-benchmark: the run was interrupted: this is of what had been measured by then\n')
  return exitCode === 0 ? 1 : exitCode
}
