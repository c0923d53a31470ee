import { join } from 'node:path'
import { type RunHeader, runFiles, type WorkloadResult } from '@sagellm-benchmark/reporters'
import { type RunResult, writeFileAtomic } from '@sagellm-benchmark/runner'
import { drawRun } from '../report/draw-run.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'
import type { BegunRun } from './begin-run.js'
import { exportFiles } from './export-files.js'
import type { OpenRun, RunOptions, RunOutcome } from './run-outcome.js'

type Writing = Pick<RunOptions, 'export' | 'html' | 'theme' | 'plots'> & {
  readonly begun: BegunRun
  readonly result: RunResult
  readonly workloads: readonly WorkloadResult[]
}

/** Writes everything that a run leaves after its last request: the result files, exports, page and plots. */
export async function writeRun(
  open: OpenRun,
  { begun, result, workloads, ...wanted }: Writing,
): Promise<Pick<RunOutcome, 'header' | 'summary' | 'plots'>> {
  const { plan, folder, io } = open
  const header = headerOf(open, begun, result)
  const { files, summary } = runFiles({ header, workloads, environment: begun.environment })
  for (const { name, text } of files) await writeFileAtomic(join(folder, name), text)
  for (const tool of wanted.export ?? []) {
    const source = { folder, header, plan, workloads, io, unixOffsetMs: result.clockOffsets.toUnixMs }
    for (const { name, text } of await exportFiles(tool, source)) await writeFileAtomic(join(folder, name), text)
  }
  const { html = false, theme, plots = null } = wanted
  return { header, summary, plots: await drawRun(folder, { html, theme, plots, cwd: io.cwd }) }
}

function headerOf({ plan, target, io }: OpenRun, { runId, createdAt }: BegunRun, result: RunResult): RunHeader {
  const { identity } = target.client
  return {
    runId,
    createdAt,
    toolVersion: version,
    target: {
      label: identity.label,
      kind: plan.target.kind,
      url: 'url' in plan.target ? plan.target.url : null,
      engine: identity.engine,
    },
    model: identity.model,
    seed: plan.seed,
    simulated: identity.simulated,
    notices: identity.notices,
    flags: [...target.flags, ...(result.interrupted ? ['interrupted'] : [])],
    command: commandText(io),
  }
}
