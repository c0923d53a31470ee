import { percentile } from '@sagellm-benchmark/metrics'
import type { LiveProgress } from '../src/live/live-payload.js'
import type { LiveRequest } from '../src/live/live-request.js'
import { element } from './element.js'

/** The numbers above the charts, of the requests that the page holds. */
export function showFigures(progress: LiveProgress, requests: readonly LiveRequest[]): void {
  const ttft = sorted(requests.map((each) => (each.firstTokenAt === null ? null : each.firstTokenAt - each.startAt)))
  const tbt = sorted(requests.map((each) => each.tbtMs))
  const entries: [string, string][] = [
    ['TTFT, p50', number(percentile(ttft, 0.5), 'ms')],
    ['TTFT, p99', number(percentile(ttft, 0.99), 'ms')],
    ['TBT, p50', number(percentile(tbt, 0.5), 'ms')],
    ['Output', number(progress.outputTokensPerSecond, 'tok/s')],
    ['Requests', number(progress.rateRps, 'req/s')],
    ['In flight', String(progress.inFlight)],
    ['Time left', progress.etaMs === null ? '–' : `${Math.ceil(progress.etaMs / 1000)} s`],
  ]
  document
    .getElementById('figures')
    ?.replaceChildren(
      ...entries.map(([label, value]) => element('div', {}, element('dt', {}, label), element('dd', {}, value))),
    )
}

function sorted(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((value): value is number => value !== null)).sort()
}

function number(value: number | null, unit: string): string {
  if (value === null) return '–'
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return `${value.toLocaleString('en-US', options)} ${unit}`
}
