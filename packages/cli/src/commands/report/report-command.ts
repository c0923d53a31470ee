import { extname, resolve } from 'node:path'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { leaderboard, renderReport, reporters } from '@sagellm-benchmark/reporters'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import type { ReportOptions } from './report-options.js'
import { type OpenResult, openResult } from './open-result.js'
import { renderResult } from './render-result.js'
import { writePlots } from './write-plots.js'

/** Shows one result in the wished format, or ranks several, and draws the plots where that is asked for. */
export async function reportCommand(options: ReportOptions, io: CommandIo): Promise<ExitCode> {
  const results: OpenResult[] = []
  for (const path of options.input) results.push(await openResult(resolve(io.cwd, path)))
  const format = formatOf(options, io)
  const look = {
    format,
    colour: options.output === undefined && io.stdout.isTTY === true && !io.env['NO_COLOR'],
    width: io.stdout.columns ?? 120,
    ...(options.theme ? { theme: options.theme } : {}),
  }
  const [only] = results
  const text =
    results.length === 1 && only
      ? await renderResult(only, look)
      : await renderReport({ ...look, input: leaderboard(results.map((each) => each.input)) })

  const whole = text.endsWith('\n') ? text : `${text}\n`
  if (options.output === undefined) io.stdout.write(whole)
  else await writeFileAtomic(resolve(io.cwd, options.output), whole)
  if (options.plot) for (const result of results) await writePlots(result, options, io)
  return 0
}

function formatOf({ format, output }: ReportOptions, io: CommandIo): string {
  const ending = output === undefined ? '' : extname(output).slice(1)
  const chosen = format ?? reporters.find((each) => each.extension === ending)?.name ?? 'table'
  if (chosen === 'html' && output === undefined && io.stdout.isTTY)
    throw invalidArgument('--format', 'html', 'a page is not for a terminal: add --output report.html')
  return chosen
}
