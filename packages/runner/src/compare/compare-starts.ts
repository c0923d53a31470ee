import { pairedRatio } from '@sagellm-benchmark/metrics/comparison'
import { rowOfStarts } from '@sagellm-benchmark/metrics/verdicts'
import { summariseRows } from '@sagellm-benchmark/metrics'
import {
  type CaptureFile,
  type CapturedCell,
  type ComparisonFile,
  type ComparisonPlan,
  loadLabel,
  type TargetCapture,
} from '@sagellm-benchmark/protocol-types/comparison'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { captureOfStarts, FEWEST_STARTS, startsAsRounds } from './capture-of-starts.js'
import { compareCaptures } from './compare-captures.js'

export type CompareStartsOptions = {
  /** Of the whole comparison; each start had a seed of its own. */
  readonly plan: ComparisonPlan
}

/** A comparison over several starts, and each target's capture of all of them. */
export type ComparedStarts = {
  /** `null` for a single target. */
  readonly comparison: ComparisonFile | null
  readonly files: readonly CaptureFile[]
}

/**
 * Judges targets that were started and measured several times. From 5 starts on a start counts as one round, so that what differs from start to start
 * is in every interval; with fewer the rounds count, and the comparison says that the starts are not in it.
 *
 * @param starts - the capture files of each start, in one order of targets; the first target is the baseline.
 */
export function compareStarts(
  starts: readonly (readonly CaptureFile[])[],
  { plan }: CompareStartsOptions,
): ComparedStarts {
  const [first = []] = starts
  const files = first.map((_, target) => fileOfStarts(starts.flatMap((files) => files[target] ?? [])))
  const captures = starts.map((own) => own.flatMap(({ capture }) => capture ?? []))
  const asUnit = starts.length >= FEWEST_STARTS
  const units = asUnit ? captures.map(startsAsRounds) : captures
  const judged = first.map((_, target) => captureOfStarts(each(units, target)))
  if (judged.length < 2) return { comparison: null, files }
  const rows = new Map(files.map((file) => [file.label ?? '', file.rows]))
  const comparison = compareCaptures(judged, { paired: true, plan, rows })
  return {
    files,
    comparison: {
      ...comparison,
      notices: [
        asUnit
          ? `The targets were started ${starts.length} times, and a start counts as one round: what differs from start to start is in the intervals.`
          : `The targets were started ${starts.length} times. With fewer than ${FEWEST_STARTS} starts the rounds are what counts, and what differs from start to start is not in the intervals.`,
        ...varianceOfStarts(captures),
        ...comparison.notices,
      ],
    },
  }
}

function each(starts: readonly (readonly TargetCapture[])[], target: number): [TargetCapture, ...TargetCapture[]] {
  return starts.flatMap((captures) => captures[target] ?? []) as [TargetCapture, ...TargetCapture[]]
}

function fileOfStarts(files: readonly CaptureFile[]): CaptureFile {
  const [first] = files as [CaptureFile, ...CaptureFile[]]
  const rows = first.rows.map((_, at) =>
    rowOfStarts(files.flatMap((file) => file.rows[at] ?? []) as [E2ePerfRow, ...E2ePerfRow[]]),
  )
  const captures = files.flatMap(({ capture }) => capture ?? [])
  return {
    ...first,
    rows,
    summary: summariseRows(rows),
    restarts: files.length,
    serverCounters: null,
    capture: captures.length === 0 ? null : captureOfStarts(captures as [TargetCapture, ...TargetCapture[]]),
  }
}

/** How far the ratios of the starts lie apart, beside what the rounds of one start explain, a sentence a target and cell. */
function varianceOfStarts(starts: readonly (readonly TargetCapture[])[]): string[] {
  const [[baseline, ...candidates] = []] = starts
  if (!baseline || starts.length < 2) return []
  return candidates.flatMap(({ label, cells }, at) =>
    cells.flatMap((cell, cellAt) => {
      const parts = (['avg_ttft_ms', 'avg_tbt_ms'] as const).flatMap((metric) => {
        const ratios = starts.flatMap((captures) => {
          const sides = [captures[0]?.cells[cellAt], captures[at + 1]?.cells[cellAt]]
          return ratioOf(sides, metric) ?? []
        })
        if (ratios.length < starts.length) return []
        const spread = deviation(ratios.map(({ log }) => log))
        const errors = ratios.flatMap(({ error }) => error ?? [])
        const explained = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
        const beside = errors.length < ratios.length ? '' : ` (its rounds explain ${percent(explained)})`
        return [`${percent(spread)} in ${metric}${beside}`]
      })
      if (parts.length === 0) return []
      return [
        `From start to start the ratio of ${label} to ${baseline.label} in ${cell.scenario} ${loadLabel(cell)} varies by ${parts.join(', by ')}, standard deviation of ${starts.length} starts.`,
      ]
    }),
  )
}

/** The log ratio of one start, and its error from the rounds where there are enough. */
function ratioOf(
  [baseline, candidate]: readonly (CapturedCell | undefined)[],
  metric: 'avg_ttft_ms' | 'avg_tbt_ms',
): { readonly log: number; readonly error: number | null } | null {
  const others = new Map(candidate?.rounds.map(({ round, figures }) => [round, figures[metric]]))
  const pairs = (baseline?.rounds ?? []).flatMap(({ round, figures }) => {
    const [before, after] = [figures[metric], others.get(round)]
    return before && after ? [{ baseline: before, candidate: after }] : []
  })
  const sum = pairs.reduce((total, pair) => ({ a: total.a + pair.baseline, b: total.b + pair.candidate }), {
    a: 0,
    b: 0,
  })
  if (pairs.length === 0) return null
  return { log: Math.log(sum.b / sum.a), error: pairedRatio(pairs)?.standardError ?? null }
}

function deviation(values: readonly number[]): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
