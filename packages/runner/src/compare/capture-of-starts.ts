import type { CapturedCell, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'

/** From this many starts on, a start counts as one round, so that the intervals contain the differences between starts. */
export const FEWEST_STARTS = 5

/**
 * The captures of several starts of one target as one capture: rounds follow one another, counts are summed.
 *
 * @param captures - of the same plan but for its seed, in the order of the starts.
 */
export function captureOfStarts(captures: readonly [TargetCapture, ...TargetCapture[]]): TargetCapture {
  const [first, ...others] = captures
  if (others.length === 0) return first
  const counts = captures.map(({ clientCounts }) => clientCounts)
  const sum = (of: (each: NonNullable<TargetCapture['clientCounts']>) => number | null) =>
    counts.reduce<number | null>((total, each) => {
      const value = each === null ? null : of(each)
      return total === null || value === null ? null : total + value
    }, 0)
  return {
    ...first,
    endedAt: others.at(-1)?.endedAt ?? first.endedAt,
    notices: [...new Set(captures.flatMap(({ notices }) => notices))],
    flags: [...new Set(captures.flatMap(({ flags }) => flags))],
    client: first.client && { ...first.client, ...overheadOf(captures.map(({ client }) => client)) },
    // Counters begin anew with each start.
    serverCounters: null,
    clientCounts: {
      requests: sum(({ requests }) => requests) ?? 0,
      promptTokens: sum(({ promptTokens }) => promptTokens),
      outputTokens: sum(({ outputTokens }) => outputTokens),
    },
    cells: first.cells.map((_, at) => cellOfStarts(captures.flatMap(({ cells }) => cells[at] ?? []))),
  }
}

function cellOfStarts(cells: readonly CapturedCell[]): CapturedCell {
  const [first] = cells as [CapturedCell, ...CapturedCell[]]
  const worst = cells.find(({ cache }) => cache?.verdict === 'contaminated') ?? first
  const roughest = cells.reduce((max, each) => ((each.tbt?.unusable ?? 0) > (max.tbt?.unusable ?? 0) ? each : max))
  return {
    ...first,
    rounds: numbered(cells.map(({ rounds }) => rounds)),
    blocks: numbered(cells.map(({ blocks }) => blocks)),
    requests: total(cells, ({ requests }) => requests),
    failed: total(cells, ({ failed }) => failed),
    errorClasses: summed(cells.map(({ errorClasses }) => errorClasses)),
    failureExamples: Object.assign({}, ...cells.map(({ failureExamples }) => failureExamples).reverse()),
    finishReasons: summed(cells.map(({ finishReasons }) => finishReasons)),
    recordFlags: summed(cells.map(({ recordFlags }) => recordFlags)),
    outputTokens: lengthsOf(cells),
    promptTokens: meanOf(cells.map(({ promptTokens }) => promptTokens)),
    loadNotKept: [...new Set(cells.flatMap(({ loadNotKept }) => loadNotKept))],
    client: overheadOf(cells.map(({ client }) => client)),
    cache: worst.cache,
    tbt: roughest.tbt,
  }
}

/** One start as one round, with the means of its rounds: the unit where there are enough starts. */
export function startsAsRounds(captures: readonly TargetCapture[]): TargetCapture[] {
  return captures.map((capture) => ({ ...capture, cells: capture.cells.map(cellAsRound) }))
}

function cellAsRound(cell: CapturedCell): CapturedCell {
  return { ...cell, rounds: asOne(cell.rounds), blocks: asOne(cell.blocks) }
}

type Round = CapturedCell['rounds'][number]

function asOne(rounds: readonly Round[]): Round[] {
  const [first] = rounds
  if (!first) return []
  const names = [...new Set(rounds.flatMap(({ figures }) => Object.keys(figures)))] as (keyof Round['figures'])[]
  const figures = Object.fromEntries(
    names.map((name) => [name, meanOf(rounds.map((each) => each.figures[name] ?? null))]),
  )
  return [
    {
      round: 0,
      requests: total(rounds, ({ requests }) => requests),
      failed: total(rounds, ({ failed }) => failed),
      figures,
    },
  ]
}

/** Each start gets the same count of round numbers, so that equal numbers of two targets are still rounds that were measured together. */
function numbered(starts: readonly (readonly Round[])[]): Round[] {
  const each = Math.max(0, ...starts.map((rounds) => 1 + Math.max(-1, ...rounds.map(({ round }) => round))))
  return starts.flatMap((rounds, start) => rounds.map((round) => ({ ...round, round: round.round + start * each })))
}

function overheadOf<Overhead extends NonNullable<CapturedCell['client']>>(
  all: readonly (Overhead | null)[],
): CapturedCell['client'] {
  const known = all.filter((each) => each !== null)
  if (known.length === 0) return null
  const errors = known.flatMap(({ stampErrorMs }) => stampErrorMs ?? [])
  return {
    rounds: total(known, ({ rounds }) => rounds),
    saturatedRounds: total(known, ({ saturatedRounds }) => saturatedRounds),
    reasons: [...new Set(known.flatMap(({ reasons }) => reasons))],
    stampErrorMs: errors.length === 0 ? null : Math.max(...errors),
  }
}

function lengthsOf(cells: readonly CapturedCell[]): CapturedCell['outputTokens'] {
  const known = cells.flatMap(({ outputTokens }) => outputTokens ?? [])
  if (known.length < cells.length) return null
  return {
    min: Math.min(...known.map(({ min }) => min)),
    max: Math.max(...known.map(({ max }) => max)),
    mean: meanOf(known.map((each) => each.mean)) as number,
  }
}

function total<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((sum, each) => sum + of(each), 0)
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const each of counts) for (const [name, count] of Object.entries(each)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
