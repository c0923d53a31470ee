import { judgeContract } from '@sagellm-benchmark/metrics/verdicts'
import { flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import { join } from 'node:path'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { createRequestCollector, type RunHeader, runFiles } from '@sagellm-benchmark/reporters'
import { type RunResult, writeFileAtomic } from '@sagellm-benchmark/runner'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import { secretsOf } from '../io.js'
import { cutSentence } from '../plan/fit-to-context.js'
import type { MeasuredPlan } from '../session/measure-plan.js'
import { partWorkloads, reduceJournal } from '../session/reduce-journal.js'
import { shardNotices } from '../shards/shard-sentences.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'
import type { BegunRun } from './begin-run.js'
import { openExports } from './open-exports.js'
import { partsNotices } from './parts-notices.js'
import { endPart, type RunPart } from './run-parts.js'
import type { OpenRun, RunOptions, RunOutcome } from './run-outcome.js'

type Writing = Pick<RunOptions, 'export' | 'html' | 'theme' | 'plots' | 'asked' | 'contract'> & {
  readonly begun: BegunRun
  readonly measured: MeasuredPlan
  readonly rendezvous: Rendezvous | null
}

/** What `writeRun` writes under names that a user's own files may bear too. */
export const writtenArtifacts = [
  'benchmark_summary.json',
  'REPORT.md',
  'report.html',
  /_metrics\.json$/,
  /_leaderboard\.json$/,
  // Those of a consistency check are no run's, and stay where they are.
  /(?<!_runtime_consistency)\.canonical\.json$/,
] as const

/**
 * Writes everything that a run leaves after its last request: the result files, exports, page and plots. The journal is read once
 * for all of them.
 */
export async function writeRun(
  open: OpenRun,
  { begun, measured, html = false, theme, plots = null, contract = null, ...wanted }: Writing,
): Promise<Pick<RunOutcome, 'header' | 'summary' | 'workloads' | 'plots' | 'unmade'>> {
  const { plan, folder, io } = open
  const { result, watched } = measured
  const { parts } = await endPart(folder, begun.parts, partWorkloads(result))
  const { rendezvous } = wanted
  const header = headerOf(open, { ...begun, parts, rendezvous }, measured)
  const exports = openExports(open, { tools: wanted.export ?? [], header, unixOffsetMs: result.clockOffsets.toUnixMs })
  const requests = html || plots ? createRequestCollector() : null
  const reduced = await reduceJournal({
    plan,
    folder,
    result,
    watched,
    io,
    traces: open.traces,
    earlier: parts.slice(0, -1).map((part) => part.workloads),
    readers: [exports, ...(requests ? [requests] : [])],
  })
  const workloads = contract
    ? reduced.map((each) => ({ ...each, contract: judgeContract(contract, each.metrics) }))
    : reduced
  const { files, summary } = runFiles({
    header,
    workloads,
    environment: begun.environment,
    publication: { metadata: plan.metadata, env: io.env, dataset: wanted.asked?.dataset ?? null },
  })
  for (const { name, text } of files) await writeFileAtomic(join(folder, name), text)
  try {
    await exports.write(workloads)
    if (requests === null) return { header, summary, workloads, plots: [], unmade: null }
    // Pages and plots are much code, which only a run that leaves some loads.
    const { drawRun } = await import('../report/draw-run.js')
    const drawn = await drawRun(folder, { html, theme, plots, cwd: io.cwd, requests: requests.result() })
    return { header, summary, workloads, plots: drawn, unmade: null }
  } catch (error) {
    // A page or an export that fails does not end the run: its results are complete, and need not be measured again.
    return { header, summary, workloads, plots: [], unmade: error as Error }
  }
}

/** Who, when and how, as every artifact of a run repeats it. */
export function headerOf(
  { plan, target, io }: OpenRun,
  {
    runId,
    createdAt,
    parts,
    rendezvous,
  }: Pick<BegunRun, 'runId' | 'createdAt'> & Pick<Writing, 'rendezvous'> & { readonly parts: readonly RunPart[] },
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
    scenario: plan.scenario ?? null,
    simulated: identity.simulated,
    notices: [
      ...shardNotices(rendezvous, result.workloads),
      ...partsNotices(parts),
      ...identity.notices,
      ...plan.workloads.flatMap((each) => cutSentence(each) ?? []),
      ...problemsOf(result),
    ],
    flags: [...target.flags, ...flagsWhere({ interrupted: result.interrupted })],
    command: parts[0]?.command ?? commandText(io),
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
