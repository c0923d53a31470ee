import { BenchError } from '@sagellm-benchmark/protocol-types'
import { hubDataset, publish } from '@sagellm-benchmark/suite/leaderboard'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import { entryFolders } from './entry-folders.js'
import type { PublishOptions } from './leaderboard-options.js'
import { printEntries } from './print-entries.js'

/** Publishes entries, or shows what would be. Exit code 1 where nothing of ours could be published. */
export async function publishCommand(options: PublishOptions, io: CommandIo): Promise<ExitCode> {
  const { dataset, dryRun, site = null } = options
  const token = options.token ?? io.env['HF_TOKEN'] ?? null
  if (!dryRun && !token)
    throw new BenchError('invalid_argument', 'publishing needs a token of the Hub', {
      hint: 'set HF_TOKEN to a token that may write there (huggingface.co/settings/tokens)',
    })
  const inputs = await entryFolders(options.input, io)
  const hub = hubDataset({ dataset, endpoint: io.env['HF_ENDPOINT'], token, signal: io.signal })
  const outcome = await publish({ inputs, hub, site, dryRun, isPrivate: options.private }, { cwd: io.cwd })
  if (outcome.unread !== null)
    io.stderr.write(
      `! what is published in ${dataset} already could not be read: ${oneLine(outcome.unread)}; only entries of here are shown\n`,
    )
  printEntries(outcome, io)
  const said = outcome.written ? `published: ${hub.page}` : 'nothing was written'
  const how = !outcome.written && outcome.added.length > 0 ? '; --no-dry-run publishes' : ''
  io.stdout.write(`${said}${how}\n`)
  // A dry run has shown what there was to show.
  return outcome.added.length === 0 && !dryRun ? 1 : 0
}
