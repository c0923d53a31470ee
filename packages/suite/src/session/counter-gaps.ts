import type { TargetObservation } from '@sagellm-benchmark/probes'

/** Why counters of a server are not known, a sentence each; none where they are. */
export function counterGaps({ before, telemetry }: TargetObservation): string[] {
  const known = Object.values(telemetry.counters).some(({ delta }) => delta !== null)
  const stated = telemetry.gaps.filter(({ code }) => code !== 'missing_metrics_probe').map(({ message }) => message)
  if (known || stated.length > 0) return [...new Set(stated)]
  const page = before.surfaces.find(({ surface }) => surface === 'metrics')
  if (page?.absent) {
    return [
      page.status === 200
        ? 'its /metrics is empty: the engine exports none'
        : `it has no /metrics (status ${page.status})`,
    ]
  }
  return ['its /metrics could not be read before and after']
}
