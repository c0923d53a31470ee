import { join } from 'node:path'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { plural } from '@sagellm-benchmark/reporters/terminal'
import { report } from '@sagellm-benchmark/suite'
import { history } from '@sagellm-benchmark/suite/history'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import type { HistoryOptions } from './history-options.js'

/** Judges histories, and shows them. Exit code 3 where what `--fail-on` names is so. */
export async function historyCommand(options: HistoryOptions, io: CommandIo): Promise<ExitCode> {
  const { input, git, file, failOn = null, failWithin = null, output, html, quiet } = options
  if (git !== undefined && file.length === 0)
    throw invalidArgument('--file', '', 'name the result file in the repository of --git')
  // Without anything named it is the folder that the commands write to.
  const paths = input.length === 0 && git === undefined ? ['./benchmark_results'] : input
  const outcome = await history(
    {
      ...{ paths, last: options.last, metrics: options.metric, failOn, failWithin },
      git: git === undefined ? null : { repository: git, files: file },
      falseDiscoveryRate: options.falseDiscoveryRate / 100,
      margin: options.margin / 100,
    },
    { cwd: io.cwd, env: io.env, signal: io.signal, words: ['sagellm-benchmark', ...io.argv], output, html },
  )
  if (!quiet) {
    const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
    const width = io.stdout.columns ?? 120
    const { text } = await report(join(outcome.folder, 'history.json'), { format: 'table', colour, width })
    io.stdout.write(`${text}\n`)
  }
  io.stdout.write(`artifacts: ${outcome.folder}\n`)
  if (outcome.failed.length === 0) return 0
  const names = outcome.failed.map(({ workload, metric }) => `${metric} of ${workload}`)
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  const failed = `${plural(names.length, 'series', 'series')} ${failOn === 'worse' ? 'became worse' : 'jumped'}`
  io.stderr.write(`${oneLine(`sagellm-benchmark: ${failed}: ${names.slice(0, 5).join(', ')}${more}`)}\n`)
  return 3
}
