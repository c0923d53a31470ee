import { rowDifferences, summariseRows } from '@sagellm-benchmark/metrics'
import { driftCheck } from '@sagellm-benchmark/metrics/comparison'
import { enginesChanged } from '@sagellm-benchmark/metrics/verdicts'
import {
  type CapturedCell,
  type CellEnding,
  type ComparisonFile,
  ComparisonPlan,
  type ComparisonVerdict,
  loadLabel,
  type TargetCapture,
} from '@sagellm-benchmark/protocol-types/comparison'
import { placedValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import { comparedCell } from './compared-cell.js'
import { comparisonCells } from './comparison-cells.js'
import { comparisonNotices } from './comparison-notices.js'
import { isSaturated } from './fairness/client-saturation.js'
import { fairnessFindings } from './fairness/fairness-checks.js'
import { judgeCell } from './judge-cell.js'
import type { JudgedSide } from './judged-side.js'

export type CompareCapturesOptions = {
  /** Whether rounds of the targets were measured next to each other. */
  readonly paired: boolean
  /** Margin, names and order of the cells. @default the baseline's own */
  readonly plan?: ComparisonPlan | null
  /** Differences up to this share count as equal. @default the plan's, else a plan's own default */
  readonly margin?: number
  /** How each cell came to its end. @default all rounds, the whole 5 % */
  readonly endings?: readonly CellEnding[]
  /** Rows of each capture, by label, for the report. @default none */
  readonly rows?: ReadonlyMap<string, readonly E2ePerfRow[]>
  readonly createdAt?: string | null
}

/**
 * Judges captures against the first of them: cell by cell, metric by metric, with the conditions they were made under.
 *
 * @returns `comparison.json`, without the command line.
 */
export function compareCaptures(captures: readonly TargetCapture[], options: CompareCapturesOptions): ComparisonFile {
  const [baseline, ...candidates] = captures
  const plan = options.plan ?? baseline?.plan ?? null
  const margin = options.margin ?? plan?.margin ?? ComparisonPlan.shape.margin.parse(undefined)
  const endings = options.endings ?? []
  const cells = baseline?.cells ?? []
  const planCells = plan ? comparisonCells(plan) : []
  const planned = (cell: CapturedCell) => planCells.find((each) => sameCell(each, cell))
  const families = Math.max(1, cells.length * candidates.length)
  const verdicts = candidates.flatMap((candidate) =>
    cells.flatMap((cell): ComparisonVerdict[] => {
      const alpha = endings.find((each) => sameCell(each, cell))?.alpha ?? 0.05
      const other = candidate.cells.find((each) => sameCell(each, cell))
      const sides = [sideOf(baseline as TargetCapture, cell), sideOf(candidate, other ?? emptyCell(cell))] as const
      return judgeCell({ ...cell, inFlight: planned(cell)?.inFlight ?? null }, sides, {
        paired: options.paired,
        margin,
        alpha,
        families,
      })
    }),
  )
  const drift = captures.flatMap((capture) => driftOf(capture, margin))
  return {
    schemaVersion: 1,
    kind: 'compare',
    model: baseline?.requestedModel ?? baseline?.model ?? 'unknown',
    batchSizes: [...new Set(cells.flatMap(({ batchSize }) => batchSize ?? []))],
    loads: [...new Set(cells.flatMap(({ load }) => load ?? []))],
    baseline: baseline?.label ?? '',
    targets: captures.map((capture) => comparedTarget(capture, captures, options.rows)),
    verdicts,
    cells: captures.flatMap(({ label, cells: own }) =>
      own.map((cell) => comparedCell(label, { cell, planned: planned(cell) })),
    ),
    fairness: fairnessFindings(captures),
    createdAt: options.createdAt ?? baseline?.startedAt ?? null,
    seed: plan?.seed ?? null,
    rounds: commonRounds(endings),
    notices: comparisonNotices(captures, { paired: options.paired, endings, drift }),
    flags: flagsOf(captures, cells),
    command: null,
    paired: options.paired,
    marginShare: margin,
    plan,
    endings: [...endings],
    drift,
  }
}

type Cell = { readonly scenario: string; readonly batchSize: number | null; readonly load: string | null }

function sameCell(a: Cell, b: Cell): boolean {
  return a.scenario === b.scenario && loadLabel(a) === loadLabel(b)
}

function sideOf({ label, serverCounters }: TargetCapture, cell: CapturedCell): JudgedSide {
  return { ...cell, label, captured: cell, serverCounters }
}

/** A target that was never measured there. */
function emptyCell(cell: CapturedCell): CapturedCell {
  const nothing = { rounds: [], blocks: [], requests: 0, failed: 0, samples: [], recordFlags: {}, loadNotKept: [] }
  return {
    ...cell,
    ...nothing,
    cache: null,
    outputTokens: null,
    promptTokens: null,
    reached: null,
    tbt: null,
    client: null,
  }
}

function driftOf({ label, cells }: TargetCapture, margin: number): ComparisonFile['drift'] {
  return cells.flatMap(({ scenario, batchSize, load, rounds }) =>
    driftCheck(rounds, { margin }).map(({ metric, ratio, low, high, drifted }) => ({
      target: label,
      scenario,
      batchSize,
      load,
      metric,
      ratio,
      low,
      high,
      drifted,
    })),
  )
}

function comparedTarget(
  capture: TargetCapture,
  [baseline]: readonly TargetCapture[],
  rowsByLabel: CompareCapturesOptions['rows'],
): ComparisonFile['targets'][number] {
  const rows = rowsByLabel?.get(capture.label) ?? []
  const reference = rowsByLabel?.get(baseline?.label ?? '') ?? []
  const requests = capture.cells.reduce((sum, cell) => sum + cell.requests, 0)
  const failed = capture.cells.reduce((sum, cell) => sum + cell.failed, 0)
  return {
    label: capture.label,
    url: capture.url,
    rows: [...rows],
    ...placedValues('row', summariseRows(rows)),
    errorRate: requests === 0 ? null : failed / requests,
    requests,
    errorsByClass: summed(capture.cells.map(({ errorClasses }) => errorClasses)),
    failureExamples: Object.assign({}, ...capture.cells.map(({ failureExamples }) => failureExamples).reverse()),
    serverCounters: capture.serverCounters,
    deltaVsBaseline: capture === baseline ? null : rowDifferences(rows, reference),
    simulated: capture.simulated,
    flags: [...capture.flags],
  }
}

function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const each of counts) for (const [name, count] of Object.entries(each)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

function commonRounds(endings: readonly CellEnding[]): number | null {
  const rounds = new Set(endings.map((each) => each.rounds))
  const [only] = rounds
  return rounds.size === 1 && only !== undefined && only > 0 ? only : null
}

function flagsOf(captures: readonly TargetCapture[], cells: readonly CapturedCell[]): FlagName[] {
  const flags = new Set<FlagName>()
  if (captures.some(isSaturated)) flags.add('client_saturated')
  if (captures.some((capture) => capture.cells.some(({ loadNotKept }) => loadNotKept.length > 0)))
    flags.add('load_not_kept')
  if (captures.some((capture) => capture.cells.some(({ cache }) => cache?.verdict === 'contaminated')))
    flags.add('cache_contaminated')
  if (captures.some(({ serverCounters }) => enginesChanged(serverCounters))) flags.add('engines_changed')
  if (captures.some(({ promptLengthBasis }) => promptLengthBasis === 'estimate')) flags.add('prompt_length_estimated')
  if (captures.some(({ flags: own }) => own.includes('python_original'))) flags.add('python_original')
  if (cells.length > 1) flags.add('averaged_over_scenarios')
  return [...flags]
}
