import type {
  EndpointSnapshot,
  EvidenceGap,
  MarkerGroups,
  SurfaceCapture,
} from '@sagellm-benchmark/protocol-types/evidence'
import type { CompiledMarkers } from '../markers/compile-markers.js'
import { createMarkerCounter } from '../markers/marker-counter.js'
import { probes } from '../probes/index.js'
import { appearedInJson, appearedInMetrics } from './appeared-lines.js'

export type SurfaceMarkers = {
  /** All surfaces together, as the original counts them. */
  readonly total: MarkerGroups
  readonly bySurface: ReadonlyMap<string, MarkerGroups>
  /** A surface that was seen after but not before the run: what appeared in it is not known. */
  readonly gaps: readonly EvidenceGap[]
}

/** The two ends of the measured phase; `null` where no snapshot could be taken at all. */
export type SnapshotPair = { readonly before: EndpointSnapshot | null; readonly after: EndpointSnapshot | null }

/** Counts marker lines in the surfaces that bear evidence, by the rule of the logs: matching lines that appeared during the run. */
export function scanSurfaces({ before, after }: SnapshotPair, markers: CompiledMarkers): SurfaceMarkers {
  const total = createMarkerCounter(markers)
  const bySurface = new Map<string, MarkerGroups>()
  const gaps: EvidenceGap[] = []
  for (const probe of probes) {
    const now = probe.kind === 'surface' && probe.evidence ? captureOf(after, probe.name) : null
    if (probe.kind !== 'surface' || now?.body == null) continue
    const then = captureOf(before, probe.name)
    if (then?.body == null) {
      const message = `${probe.path} was not read before the run, so nothing in it can be shown to belong to the run`
      gaps.push({ code: 'surface_not_compared', source: probe.name, message })
      continue
    }
    const counter = createMarkerCounter(markers)
    const appeared = probe.content === 'metrics' ? appearedInMetrics : appearedInJson
    for (const { line, text } of appeared(then.body, now.body)) {
      for (const each of [counter, total]) each.count(text, { file: probe.name, line })
    }
    bySurface.set(probe.name, counter.result())
  }
  return { total: total.result(), bySurface, gaps }
}

/** The capture of one surface; `null` where it was not asked. */
export function captureOf(snapshot: EndpointSnapshot | null, surface: string): SurfaceCapture | null {
  return snapshot?.surfaces.find((capture) => capture.surface === surface) ?? null
}
