import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import { captureOf } from '../evidence/scan-surfaces.js'
import type { Probe, SurfaceProbe } from '../probes/define-probe.js'

/** The page that is followed: Prometheus text where there is a choice, because the JSON form forgets what was read. */
export function followedPage(before: EndpointSnapshot, probes: readonly Probe[]): SurfaceProbe | null {
  const pages = probes.filter((probe): probe is SurfaceProbe => probe.kind === 'surface' && probe.content === 'metrics')
  const text = pages.find(({ name }) => name !== 'metrics' && captureOf(before, name)?.body != null)
  return text ?? pages.find(({ name }) => name === 'metrics') ?? null
}
