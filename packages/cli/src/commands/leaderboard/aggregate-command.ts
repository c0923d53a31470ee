import { aggregate, hubDataset } from '@sagellm-benchmark/suite/leaderboard'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { entryFolders } from './entry-folders.js'
import type { AggregateOptions } from './leaderboard-options.js'
import { printEntries } from './print-entries.js'

/** Writes the files of the sites, and says which entries are in them. Exit code 1 where none is. */
export async function aggregateCommand(options: AggregateOptions, io: CommandIo): Promise<ExitCode> {
  const { dataset, output, site = null } = options
  const token = options.token ?? io.env['HF_TOKEN'] ?? null
  const published =
    dataset === undefined ? null : hubDataset({ dataset, endpoint: io.env['HF_ENDPOINT'], token, signal: io.signal })
  const inputs = await entryFolders(options.input, io)
  const outcome = await aggregate({ inputs, output, published, site }, { cwd: io.cwd })
  printEntries(outcome, io)
  if (outcome.entries.length === 0) {
    io.stderr.write(`sagellm-benchmark: there is no entry to put together; ${output} stays as it is\n`)
    return 1
  }
  io.stdout.write(`written to ${output}\n`)
  return 0
}
