import { type ComparisonFile, type ComparisonVerdict, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { intervalPlot } from '../text/interval-plot.js'
import { placeOf } from './comparison-sentences.js'

/** The ratios of all metrics with their intervals on one axis, a group for each target, scenario and load. */
export function comparisonSketch(value: ComparisonFile): string {
  // A point without an interval would look as certain as the others, so it is not drawn; the table says why it has none.
  const someInterval = value.verdicts.some(({ ratio }) => ratio.low !== null)
  const drawn = value.verdicts.filter(({ ratio }) => ratio.value !== null && (ratio.low !== null || !someInterval))
  const rows = drawn.map((each) => ({
    label: `  ${each.metric}`,
    value: each.ratio.value,
    low: each.ratio.low,
    high: each.ratio.high,
    verdict: verdictText(each),
  }))
  const lines = intervalPlot(rows, { margin: value.marginShare ?? value.verdicts[0]?.marginShare ?? null }).split('\n')
  const axis = lines.at(-1) ?? ''
  if (rows.length === 0) return ''
  const headed = drawn.flatMap((each, at) => {
    const heading = headingOf(each, value)
    const before = drawn[at - 1]
    const line = lines[at] as string
    return before && headingOf(before, value) === heading ? [line] : [heading, line]
  })
  return [...headed, axis, `  ratio to ${value.baseline}: 1 is no difference`].join('\n')
}

/** A verdict, and beside it what took another one away. */
export function verdictText({ verdict, withheld }: ComparisonVerdict): string {
  return withheld === null ? verdict : `${verdict} (${withheldFor[withheld] ?? withheld})`
}

const withheldFor: Record<NonNullable<ComparisonVerdict['withheld']>, string> = {
  failures: 'withheld: failures',
  cache: 'withheld: cache hits',
  condition: 'withheld: other lengths',
  stream: 'withheld: no usable TBT',
  load: 'withheld: load not kept',
  engines: 'withheld: engines changed',
  client: 'withheld: saturation',
  stamps: 'withheld: stamp error',
  dependence: 'withheld: dependent rounds',
}

function headingOf(each: ComparisonVerdict, value: ComparisonFile): string {
  const targets = new Set(value.verdicts.map(({ target }) => target))
  const place = [each.scenario, loadLabel(each)].filter(Boolean).join(', ')
  return `${targets.size > 1 ? `${each.target}: ` : ''}${place || placeOf(each, value)}`
}
