import type { EvidenceGap } from '@sagellm-benchmark/protocol-types/evidence'
import type { ResourceTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { probes as allProbes } from '../probes/index.js'
import type { Probe, ResourceContext, ResourceReader } from '../probes/define-probe.js'
import { createGaugeSeries, type GaugeSeries } from '../telemetry/gauge-series.js'

/** Reads the resource probes of this machine through a run. */
export interface ResourceRecorder {
  /** One reading of every probe. Never throws. */
  sample(): Promise<void>
  result(label: string, intervalMs: number): ResourceTelemetry
}

/** Opens those resource probes that this machine has. A pid that cannot be read is a gap; an absent driver is nothing. */
export async function openResources(
  context: ResourceContext,
  probes: readonly Probe[] = allProbes,
): Promise<ResourceRecorder> {
  const readers: { probe: string; reader: ResourceReader }[] = []
  for (const probe of probes) {
    const reader = probe.kind === 'resource' ? await probe.open(context) : null
    if (reader) readers.push({ probe: probe.name, reader })
  }
  const series = new Map<string, { probe: string; device: string; quantities: Map<string, GaugeSeries> }>()
  const unread = context.pid !== null && !readers.some(({ probe }) => probe === 'process')
  const gaps: EvidenceGap[] = unread
    ? [
        {
          code: 'process_unreadable',
          source: `pid ${context.pid}`,
          message: 'memory and CPU of the target cannot be read here',
        },
      ]
    : []

  return {
    async sample() {
      const atMs = context.clock.now()
      await Promise.all(
        readers.map(async ({ probe, reader }) => {
          for (const { device, values } of await reader.read()) {
            const key = `${probe}/${device}`
            const known = series.get(key) ?? { probe, device, quantities: new Map<string, GaugeSeries>() }
            series.set(key, known)
            for (const [name, value] of Object.entries(values)) {
              const gauge = known.quantities.get(name) ?? createGaugeSeries(name, 'sum')
              known.quantities.set(name, gauge)
              gauge.add([{ labels: {}, value }], atMs)
            }
          }
        }),
      )
    },
    result: (label, intervalMs) => ({
      schemaVersion: 1,
      label,
      intervalMs,
      devices: [...series.values()].map(({ probe, device, quantities }) => ({
        probe,
        device,
        quantities: Object.fromEntries(
          [...quantities].flatMap(([name, gauge]) => {
            const summary = gauge.result()
            return summary ? [[name, summary]] : []
          }),
        ),
      })),
      gaps,
    }),
  }
}
