import type { EndpointSnapshot, SurfaceCapture } from '@sagellm-benchmark/protocol-types/evidence'
import { HopReport, hops } from '@sagellm-benchmark/protocol-types/telemetry'
import { captureOf } from '../evidence/scan-surfaces.js'
import { isRecord } from '../json/is-record.js'

type Percentiles = NonNullable<HopReport['percentiles']>

/**
 * The report of a gateway's hops after the load, and by how many requests it grew since it was read before.
 *
 * @param isGateway - whether the server is known to be a gateway of sageLLM: only there a missing report is a gap.
 * @returns `null` for a server that has none and need not have one.
 */
export function hopReportBetween(
  before: EndpointSnapshot,
  after: EndpointSnapshot,
  { isGateway }: { readonly isGateway: boolean },
): HopReport | null {
  const [then, now] = [before, after].map((snapshot) => captureOf(snapshot, 'hop-report'))
  const page = pageOf(now)
  if (page === null) return isGateway && now ? { ...nothing, gap: gapOf(now) } : null
  const requests = countOf(page)
  if (requests === null) return { ...nothing, gap: 'its hop report has a count of requests that is none' }
  // With nothing counted the gateway writes zeros, which are no times.
  if (requests === 0 && !isGateway) return null
  if (requests === 0) return { ...nothing, requests, duringLoad: 0, gap: NONE_YET }
  const earlier = countOf(pageOf(then))
  const duringLoad = earlier === null || earlier > requests ? null : requests - earlier
  const percentiles = percentilesOf(page)
  const gap = percentiles === null ? 'its hop report has percentiles that are no rising times in ms' : null
  return { requests, duringLoad, percentiles, gap }
}

const nothing = { requests: null, duringLoad: null, percentiles: null }
const NONE_YET = 'its hop report is empty: it is of requests answered in one piece, and there was none'

/** An object that counts and names a hop; whatever else a server answers to every question is no such report. */
function pageOf(capture: SurfaceCapture | null | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(capture?.body ?? 'null')
    return isRecord(value) && 'count' in value && hops.some((hop) => `${hop}_ms` in value) ? value : null
  } catch {
    return null
  }
}

function gapOf({ absent, status, gap }: SurfaceCapture): string {
  if (absent) return `it has no hop report (status ${status})`
  return gap ? `its hop report: ${gap.message}` : 'its hop report is of another form'
}

function countOf(page: Record<string, unknown> | null): number | null {
  return HopReport.shape.requests.safeParse(page?.count).data ?? null
}

function percentilesOf(page: Record<string, unknown>): Percentiles | null {
  const named = Object.fromEntries(hops.map((hop) => [hop, page[`${hop}_ms`]]))
  const found = HopReport.shape.percentiles.safeParse(named).data ?? null
  const rising = found && Object.values(found).every(({ p50, p95, p99 }) => p50 <= p95 && p95 <= p99)
  return rising ? found : null
}
