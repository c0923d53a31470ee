import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { perf } from '@sagellm-benchmark/suite'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { judgeErrors, type Measured } from '../../command/judge-errors.js'
import { printThresholds } from '../../command/print-thresholds.js'
import { suiteIo } from '../../command/suite-io.js'
import { plotRequest } from '../../options/plot-options.js'
import { apiKeyOf } from '../../options/api-key.js'
import { secretHeaders } from '../../options/target-from-options.js'
import { printPlotPaths } from '../../terminal/print-plots.js'
import { watchRun } from '../../terminal/watch-run.js'
import type { PerfOptions } from './perf-options.js'
import { perfPlanFromOptions } from './perf-plan-from-options.js'

/** Measures operators or end-to-end scenarios and leaves result, report and plots. */
export async function perfCommand(options: PerfOptions, io: CommandIo): Promise<ExitCode> {
  const apiKey = await apiKeyOf(options, io)
  const operators = operatorDisplay(options, io)
  const plan = await perfPlanFromOptions(options, io)
  const seed = 'seedDrawn' in plan && plan.seedDrawn ? (plan.seed ?? null) : null
  const outcome = await watchRun({ io, quiet: options.quiet }, (observers) =>
    perf(plan, {
      ...suiteIo(io, { ...options, seed }),
      observers,
      apiKey,
      secretHeaders: secretHeaders(options),
      outputJson: options.outputJson,
      outputMarkdown: options.outputMarkdown,
      plots: plotRequest(options),
      onOperator: operators.show,
    }),
  ).finally(operators.clear)
  if (options.plot) printPlotPaths(outcome.plots, io)
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  const input = readArtifact(outcome.content, outcome.path)
  const text = await renderReport({ input, format: 'table', colour, width: io.stdout.columns ?? 120 })
  io.stdout.write(`${text.trimEnd()}\n\nresult: ${outcome.path}\nreport: ${outcome.report}\n`)
  if (outcome.interrupted) return 130
  const judged =
    outcome.file.kind === 'e2e' ? judgeErrors(outcome.file.rows.map(measuredOf), options.maxErrorRate ?? null) : null
  if (judged) io.stderr.write(`sagellm-benchmark: ${judged.message}\n`)
  const failed = Math.max(outcome.failed ? 1 : 0, judged?.exitCode ?? 0)
  const rows = outcome.file.kind === 'e2e' ? outcome.file.rows : []
  const held = printThresholds(
    rows.map((row) => ({ name: [row.scenario, row.model, row.precision].join(' '), ...row })),
    io,
  )
  return (failed > 0 ? failed : held) as ExitCode
}

function measuredOf({ scenario, successfulRequests, failedRequests }: E2ePerfRow): Measured {
  const [succeeded, failed] = [successfulRequests ?? 0, failedRequests ?? 0]
  return { name: scenario, errorRate: succeeded + failed === 0 ? null : failed / (succeeded + failed), succeeded }
}

/** The operator that comes next: one line that redraws itself on a terminal, a line each elsewhere. */
function operatorDisplay({ quiet }: PerfOptions, io: CommandIo) {
  const live = io.stderr.isTTY === true
  let shown = false
  return {
    show({ done, total, next }: { readonly done: number; readonly total: number; readonly next: string }) {
      if (quiet) return
      shown = true
      io.stderr.write(live ? `\r\u001b[2K${done}/${total} ${next}` : `${done}/${total} ${next}\n`)
    },
    clear() {
      if (live && shown) io.stderr.write('\r\u001b[2K')
    },
  }
}
