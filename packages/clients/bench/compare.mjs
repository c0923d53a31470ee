// What a change costs: ratios of rounds that ran one behind the other.
import { median } from './summarize.mjs'

/** One line per regime and variant of ours: now divided by before, of each pair of whole rounds; below 1 is better. */
export function compare(results) {
  const lines = []
  for (const now of results.filter(({ round, variant }) => round === 0 && !variant.endsWith('-before'))) {
    const of = (variant) =>
      results.filter((each) => each.complete && each.regime === now.regime && each.variant === variant)
    const earlier = of(`${now.variant}-before`)
    const pairs = of(now.variant).flatMap((after) => {
      const before = earlier.find(({ round }) => round === after.round)
      return before ? [{ before, after }] : []
    })
    const ratios = (figure) => spread(pairs.map(({ before, after }) => figure(after) / figure(before)))
    lines.push({
      kind: 'comparison',
      regime: now.regime,
      variant: now.variant,
      pairs: pairs.length,
      microsecondsPerEvent: median(pairs.map(({ after }) => microseconds(after))),
      before: median(pairs.map(({ before }) => microseconds(before))),
      cpuRatio: ratios(microseconds),
      memoryRatio: ratios(({ maxRssMb }) => maxRssMb),
    })
  }
  return lines
}

const microseconds = ({ eventsPerCpuSecond }) => 1e6 / eventsPerCpuSecond

/** The noise is what pairs of the same two programs differ by. */
function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}
