import type { BurstFinding, ReadinessEstimate, ReadinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'

/** The result in one or two sentences: how long starts take, and what a burst does. */
export function readinessAnswer(value: ReadinessFile): string {
  const starts = [...new Set(value.estimates.map(({ kind }) => kind))].flatMap((kind) => {
    const own = value.estimates.filter((each) => each.kind === kind)
    const found = estimateOf(own, 'readiness_s') ?? estimateOf(own, 'first_token_s')
    return found
      ? [
          `${startNames[kind] ?? `from a start called ${kind}`} after ${seconds(found)} (${plural(found.n, 'process', 'processes')})`,
        ]
      : []
  })
  const ready = starts.length === 0 ? 'No process was measured.' : `Ready ${starts.join(', ')}.`
  const burst = burstSentence(value)
  return burst === null ? ready : `${ready} ${burst}`
}

const startNames: Readonly<Record<string, string>> = {
  cold: 'from a cold start',
  as_found: 'as found',
  warm: 'from a warm restart',
}

function burstSentence(value: ReadinessFile): string | null {
  const bursts = value.processes.flatMap(({ sloMetrics }) => sloMetrics ?? [])
  if (bursts.length === 0) return null
  const burst = `a burst of ${value.load.burstRequests}`
  const cleared = estimateOf(value.estimates, 'queue_cleared_s')
  // Of a process whose queue stands until the load ends there is no time, and the mean is of the others.
  const stood = cleared && cleared.n < cleared.of ? ` (not at all on ${cleared.of - cleared.n} of ${cleared.of})` : ''
  const queue = cleared
    ? `the queue of ${burst} is gone after ${seconds(cleared)}${stood}`
    : `the queue of ${burst} did not go`
  if (value.thresholds.length === 0) return `${sentence(queue)}.`
  if (bursts.every(({ verdict }) => verdict === 'kept'))
    return `${sentence(queue)}, and the limits were kept all the time.`
  const recovered = estimateOf(value.estimates, 'burst_recovery_s')
  const lost = bursts.filter(({ verdict }) => verdict !== 'kept' && verdict !== 'recovered').length
  const again = recovered
    ? `the limits hold again after ${seconds(recovered)}`
    : 'no process is shown to keep the limits again'
  const but = recovered && lost > 0 ? ` (${lost} of ${bursts.length} not shown to)` : ''
  return `${sentence(queue)}, and ${again}${but}.`
}

/** What became of the limits on one process. */
export function verdictText({ verdict }: BurstFinding): string {
  return verdictTexts[verdict] ?? verdict
}

const verdictTexts: Readonly<Record<string, string>> = {
  kept: 'kept all the time',
  recovered: 'kept again',
  not_recovered: 'not kept again',
  not_held_before: 'not kept before',
  not_judged: 'not judged',
}

function estimateOf(estimates: readonly ReadinessEstimate[], figure: string): ReadinessEstimate | null {
  return estimates.find((each) => each.figure === figure) ?? null
}

/** The mean, and the range where there are several. */
function seconds({ n, mean, min, max }: ReadinessEstimate): string {
  const range = n > 1 && min < max ? `, ${formatNumber(min, 2)} to ${formatNumber(max, 2)}` : ''
  return `${formatNumber(mean, 2)} s${range}`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
