import { join, resolve } from 'node:path'
import { judgingHistories } from '@sagellm-benchmark/metrics/history'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { redactJson, redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { type HistoryFile, historyFile, type HistorySeries } from '@sagellm-benchmark/protocol-types/history'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import { resolveIo, type ResolvedIo, type SuiteIo } from '../io.js'
import { openResult } from '../report/open-result.js'
import { renderResult } from '../report/render-result.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'
import type { RunGit } from './git-versions.js'
import { historyMessage } from './history-message.js'
import type { HistoryRequest } from './history-request.js'
import { inTurns } from './in-turns.js'
import { readinessTool } from './points-of-readiness.js'
import { type ReadHistory, readHistory } from './read-history.js'
import { type PointSeries, seriesOfPoints } from './series-of-points.js'
import { retestPlan } from './retest-plan.js'

export type HistoryOptions = SuiteIo & {
  /** Folder for history.json and REPORT.md. @default ./history_results */
  readonly output?: string
  /** Also writes report.html. @default false */
  readonly html?: boolean
  /** Starts git. @default the one that is installed */
  readonly runGit?: RunGit
}

export type HistoryOutcome = {
  readonly folder: string
  readonly history: HistoryFile
  /** Series that fail by `failOn`. */
  readonly failed: readonly HistorySeries[]
}

/** What `history` writes. */
const historyArtifacts = ['history.json', 'REPORT.md', 'report.html'] as const
const MOST_SERIES = 2000
const MOST_TOLD = 100

/**
 * Jump or noise: reads the results of many runs and judges the history of each figure.
 *
 * @throws BenchError `invalid_argument` for a metric that is none, `not_found` where a path is not there or nothing that was read has a history, `unavailable` where git is missing.
 * @example const { history: { series } } = await history({ paths: ['./nightly'] })
 */
export async function history(request: HistoryRequest, options: HistoryOptions = {}): Promise<HistoryOutcome> {
  const io = resolveIo(options)
  const content = await judgedHistory(request, { io, ...(options.runGit ? { runGit: options.runGit } : {}) })
  const folder = resolve(io.cwd, options.output ?? 'history_results')
  return withRunFolder(folder, { artifacts: historyArtifacts }, async () => {
    const file = join(folder, 'history.json')
    await writeFileAtomic(file, `${JSON.stringify(historyFile.serialize(content), null, 2)}\n`)
    const result = await openResult(file)
    await writeFileAtomic(join(folder, 'REPORT.md'), await renderResult(result, { format: 'markdown' }))
    if (options.html) await writeFileAtomic(join(folder, 'report.html'), await renderResult(result, { format: 'html' }))
    return { folder, history: content, failed: content.series.filter(({ fails }) => fails) }
  })
}

async function judgedHistory(
  request: HistoryRequest,
  { io, runGit }: { readonly io: ResolvedIo; readonly runGit?: RunGit },
): Promise<HistoryFile> {
  const {
    falseDiscoveryRate = 0.05,
    margin = 0.03,
    last = 200,
    metrics = [],
    failOn = null,
    failWithin = null,
  } = request
  const found = await readHistory(request, { io, ...(runGit ? { runGit } : {}) })
  const all = seriesOfPoints(found.points, { last, metrics })
  if (all.length === 0) throw nothingToJudge(found, metrics)
  const series = all.slice(0, MOST_SERIES)
  const judgements = await inTurns(
    judgingHistories(
      series.map(({ points, better }) => ({ values: points.map(({ value }) => value), better })),
      { falseDiscoveryRate, margin },
    ),
    io,
  )
  return {
    ...({ schemaVersion: 1, kind: 'history' } as const),
    createdAt: new Date(io.clock.unixMs()).toISOString(),
    toolVersion: version,
    ...{ falseDiscoveryRate, margin, failOn, failWithin, read: found.read },
    passedOver: found.passedOver.slice(0, MOST_TOLD),
    passedOverCount: found.passedOver.length,
    series: series
      .map((each, at) => judged(each, judgements[at] as HistorySeries['judgement'], { margin, failOn, failWithin }))
      .sort((a, b) => rank(a) - rank(b)),
    notices: noticesOf(all, found),
    command: commandText(io),
  }
}

type Gate = { readonly margin: number; readonly failOn: 'jump' | 'worse' | null; readonly failWithin: number | null }

function judged(
  { url, ...series }: PointSeries,
  judgement: HistorySeries['judgement'],
  { margin, failOn, failWithin }: Gate,
): HistorySeries {
  const known = redactJson({ ...series }) as typeof series
  const first = failWithin === null ? 0 : series.points.length - failWithin
  const counts = (direction: 'better' | 'worse' | null) =>
    failOn === 'jump' || (failOn === 'worse' && direction === 'worse')
  const { changes, drift } = judgement
  const jumped = changes.some((each) => each.beyondMargin && each.latest >= first && counts(each.direction))
  const drifted = drift !== null && Math.abs(Math.log(drift.ratio)) > Math.log1p(margin) && counts(drift.direction)
  return {
    ...known,
    judgement,
    // Other programs write an address as it was given, with a key in it.
    // The start of a server is not compared in interleaved rounds: what settles it are more starts.
    retest:
      known.tool === readinessTool
        ? null
        : retestPlan({ judgement, url: url && redactSecrets(url), model: known.model, margin }),
    message: historyMessage({ ...known, judgement }),
    fails: jumped || drifted,
  }
}

/** What fails first, then what changed, then what is doubtful. */
function rank({ fails, judgement }: HistorySeries): number {
  const order: readonly string[] = ['jump', 'drift', 'doubtful', 'noise', 'too_short']
  return (fails ? 0 : 10) + order.indexOf(judgement.verdict)
}

function noticesOf(all: readonly PointSeries[], { withheld, beyond, points: read }: ReadHistory): string[] {
  const undated = all.filter(({ points }) => points.some(({ measuredAt }) => measuredAt === null)).length
  return [
    ...withheldTexts(withheld).map((text) => `${text}.`),
    ...(undated > 0
      ? [`${undated} series have points without a time: these come first, in the order of their files' names.`]
      : []),
    ...(beyond > 0
      ? [
          `${beyond} measurements beyond ${read.length} were left out, those of the last files: the histories are not whole.`,
        ]
      : []),
    ...(all.length > MOST_SERIES ? [`${all.length - MOST_SERIES} series beyond ${MOST_SERIES} were not judged.`] : []),
  ]
}

function nothingToJudge({ read, passedOver, withheld }: ReadHistory, metrics: readonly string[]): BenchError {
  const [first] = passedOver
  const parts = [
    read === 1 ? '1 file was read' : `${read} files were read`,
    ...(first === undefined ? [] : [`${passedOver.length} passed over, such as: ${first.reason}`]),
    ...withheldTexts(withheld),
  ]
  const what = metrics.length === 0 ? 'nothing' : `nothing with a value of ${metrics.join(' or ')}`
  return new BenchError('not_found', `${what} was measured twice, so there is no history: ${parts.join('; ')}`, {
    hint: 'give a folder with results of several runs of the same load, or --git with --file',
  })
}

function withheldTexts(withheld: ReadHistory['withheld']): string[] {
  return [...withheld].map(
    ([reason, count]) => `${count} ${count === 1 ? 'measurement claims' : 'measurements claim'} nothing: ${reason}`,
  )
}
