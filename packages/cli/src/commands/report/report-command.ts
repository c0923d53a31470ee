import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { report } from '@sagellm-benchmark/suite'
import { reportFormat } from '@sagellm-benchmark/suite/files'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { plotRequest } from '../../options/plot-options.js'
import { printPlotPaths } from '../../terminal/print-plots.js'
import type { ReportOptions } from './report-options.js'

/** Shows one result in the wished format, or ranks several, and draws the plots where that is asked for. */
export async function reportCommand(options: ReportOptions, io: CommandIo): Promise<ExitCode> {
  const { input, format, output, theme } = options
  const file = output === undefined ? {} : { output }
  const chosen = reportFormat({ ...file, ...(format === undefined ? {} : { format }) })
  if (chosen === 'html' && output === undefined && io.stdout.isTTY)
    throw invalidArgument('--format', 'html', 'a page is not for a terminal: add --output report.html')
  const { text, plots } = await report(input, {
    ...file,
    cwd: io.cwd,
    format: chosen,
    plots: plotRequest(options),
    colour: output === undefined && io.stdout.isTTY === true && !io.env['NO_COLOR'],
    width: io.stdout.columns ?? 120,
    ...(theme ? { theme } : {}),
  })
  if (output === undefined) io.stdout.write(text)
  if (options.plot) printPlotPaths(plots, io)
  return 0
}
