import type { HopReport, ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { formatNumber } from '../text/format-number.js'

/** What the figures of a gateway's hop report are of, wherever they are shown. */
export const HOPS_NOTE =
  'The gateway’s own percentiles, of its last 10,000 requests that were answered in one piece since it started. Streamed requests are not among them, so that they compare with no figure of a streamed load.'

type Hops = Pick<HopReport, 'requests' | 'duringLoad'> & NonNullable<HopReport['percentiles']>

/** `null` where there is no report, one without figures, or one of other loads alone. */
export function hopsOf({ hopReport }: ServerCounters): Hops | null {
  if (!hopReport?.percentiles || hopReport.duringLoad === 0) return null
  const { requests, duringLoad, percentiles } = hopReport
  return { requests, duringLoad, ...percentiles }
}

/** Why something is not known of a server, its hop report included: a sentence each. */
export function gapsOf({ gaps, hopReport }: ServerCounters): string[] {
  return [...gaps, ...(hopReport?.gap ? [hopReport.gap] : [])]
}

/** The figures in a line, with what they are of; none where there are none. */
export function hopLines(counters: ServerCounters): string[] {
  const hops = hopsOf(counters)
  if (hops === null) return []
  const { requests, duringLoad, scheduling, engine } = hops
  const during = duringLoad === null ? 'how many of this load is not known' : `${duringLoad} of this load`
  const text = (name: string, { p50, p95, p99 }: Hops['engine']) =>
    `${name} p50 ${formatNumber(p50)}, p95 ${formatNumber(p95)}, p99 ${formatNumber(p99)} ms`
  const figures = [text('scheduling', scheduling), text('engine', engine)].join(' · ')
  return [
    `gateway’s hops, requests in one piece only (${requests} since it started, ${during}; no streamed request is among them, so compare with none): ${figures}`,
  ]
}
