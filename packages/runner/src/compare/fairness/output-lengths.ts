import type { TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { defineFairnessCheck } from './define-fairness-check.js'

/** Means closer than this are the same length. */
const TOLERANCE = 0.01

export const outputLengths = defineFairnessCheck({
  subject: 'output lengths and finish reasons',
  check(captures) {
    const texts = captures.map(describe)
    if (texts.includes(null)) return { result: 'unknown', evidence: join(captures, texts) }
    const differ = lengthsDiffer(captures) || (!allFull(captures) && new Set(captures.map(reasonsOf)).size > 1)
    return differ
      ? { result: 'differs', evidence: join(captures, texts) }
      : { result: 'same', evidence: texts[0] as string }
  },
})

/** Whether every answer has the length that was asked for. Servers differ in whether they call that `stop` or `length`. */
function allFull(captures: readonly TargetCapture[]): boolean {
  return captures.every(({ cells }) =>
    cells.every(({ outputTokens, requestedOutputTokens }) => outputTokens?.min === requestedOutputTokens),
  )
}

/** Whether answers of one target were longer, on average, than those of another in any cell. */
function lengthsDiffer(captures: readonly TargetCapture[]): boolean {
  const cells = captures[0]?.cells ?? []
  return cells.some((_, at) => {
    const means = captures.flatMap(({ cells }) => cells[at]?.outputTokens?.mean ?? [])
    return means.length > 1 && Math.max(...means) > Math.min(...means) * (1 + TOLERANCE)
  })
}

function describe({ cells }: TargetCapture): string | null {
  const known = cells.filter(({ outputTokens }) => outputTokens !== null)
  if (known.length === 0) return null
  const lengths = known.map(({ outputTokens }) => (outputTokens as { min: number }).min)
  const longest = known.map(({ outputTokens }) => (outputTokens as { max: number }).max)
  const [min, max] = [Math.min(...lengths), Math.max(...longest)]
  const asked = [...new Set(known.map(({ requestedOutputTokens }) => requestedOutputTokens))].join(', ')
  return `${min === max ? min : `${min} to ${max}`} tokens (asked ${asked}), ${reasonsText(cells)}`
}

function reasonsText(cells: TargetCapture['cells']): string {
  return Object.entries(reasonCounts(cells))
    .map(([reason, count]) => `${reason} ${count} times`)
    .join(', ')
}

function reasonCounts(cells: TargetCapture['cells']): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { finishReasons } of cells)
    for (const [reason, count] of Object.entries(finishReasons)) counts[reason] = (counts[reason] ?? 0) + count
  return counts
}

function reasonsOf({ cells }: TargetCapture): string {
  return Object.keys(reasonCounts(cells)).sort().join()
}

function join(captures: readonly TargetCapture[], texts: readonly (string | null)[]): string {
  return captures.map(({ label }, at) => `${label}: ${texts[at] ?? 'not known'}`).join('; ')
}
