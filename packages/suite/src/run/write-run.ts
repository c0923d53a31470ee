import { flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import { join } from 'node:path'
import { redactSecrets } from '@sagellm-benchmark/probes'
import { createRequestCollector, type RunHeader, runFiles } from '@sagellm-benchmark/reporters'
import { type RunResult, writeFileAtomic } from '@sagellm-benchmark/runner'
import { secretsOf } from '../io.js'
import { cutSentence } from '../plan/fit-to-context.js'
import { drawRun } from '../report/draw-run.js'
import type { MeasuredPlan } from '../session/measure-plan.js'
import { reduceJournal } from '../session/reduce-journal.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'
import type { BegunRun } from './begin-run.js'
import { openExports } from './open-exports.js'
import type { OpenRun, RunOptions, RunOutcome } from './run-outcome.js'

type Writing = Pick<RunOptions, 'export' | 'html' | 'theme' | 'plots'> & {
  readonly begun: BegunRun
  readonly measured: MeasuredPlan
}

/** What `writeRun` writes under names that a user's own files may bear too. */
export const writtenArtifacts = ['benchmark_summary.json', 'REPORT.md', 'report.html', /_metrics\.json$/] as const

/**
 * Writes everything that a run leaves after its last request: the result files, exports, page and plots. The journal is read once
 * for all of them.
 */
export async function writeRun(
  open: OpenRun,
  { begun, measured, html = false, theme, plots = null, ...wanted }: Writing,
): Promise<Pick<RunOutcome, 'header' | 'summary' | 'workloads' | 'plots' | 'unmade'>> {
  const { plan, folder, io } = open
  const { result, watched } = measured
  const header = headerOf(open, begun, measured)
  const exports = openExports(open, { tools: wanted.export ?? [], header, unixOffsetMs: result.clockOffsets.toUnixMs })
  const requests = html || plots ? createRequestCollector() : null
  const workloads = await reduceJournal({
    plan,
    folder,
    result,
    watched,
    io,
    readers: [exports, ...(requests ? [requests] : [])],
  })
  const { files, summary } = runFiles({ header, workloads, environment: begun.environment })
  for (const { name, text } of files) await writeFileAtomic(join(folder, name), text)
  try {
    await exports.write()
    const drawn = await drawRun(folder, { html, theme, plots, cwd: io.cwd, requests: requests?.result() ?? null })
    return { header, summary, workloads, plots: drawn, unmade: null }
  } catch (error) {
    // What was measured stands without a page or an export, and nobody should have to measure it again.
    return { header, summary, workloads, plots: [], unmade: error as Error }
  }
}

function headerOf(
  { plan, target, io }: OpenRun,
  { runId, createdAt }: BegunRun,
  { result, watched }: MeasuredPlan,
): RunHeader {
  const { identity } = target.client
  return {
    runId,
    createdAt,
    toolVersion: version,
    target: {
      label: identity.label,
      kind: plan.target.kind,
      url: 'url' in plan.target ? redactSecrets(plan.target.url, { secrets: secretsOf(io) }) : null,
      engine: identity.engine,
      ...watched.facts(),
    },
    model: identity.model,
    seed: plan.seed,
    simulated: identity.simulated,
    notices: [...identity.notices, ...plan.workloads.flatMap((each) => cutSentence(each) ?? []), ...problemsOf(result)],
    flags: [...target.flags, ...flagsWhere({ interrupted: result.interrupted })],
    command: commandText(io),
  }
}

/** Why a workload was not measured, in the words that say so. */
function problemsOf({ workloads }: RunResult): string[] {
  return workloads.flatMap(({ workload, problem }) =>
    problem === null
      ? []
      : [`${workload.name} was not measured: ${problem}; with --tokenizer FOLDER no server is asked.`],
  )
}
