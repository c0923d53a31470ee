import type { Recomputation } from '@sagellm-benchmark/metrics'
import { alertsOf } from '../document/flag-sentence.js'
import { loadAlerts, withoutLoadFlags } from '../document/load-alerts.js'
import type { ExportInput } from './export-layout.js'

/**
 * What every file in another tool's form says of its author: who wrote it, that nothing real was measured where that is so, how many
 * requests succeeded by our own records, and in whole sentences what makes the run doubtful, and where the figures differ from ours or
 * from that tool's.
 */
export function origin(input: ExportInput, recomputed: Recomputation): Record<string, unknown> {
  const { header } = input
  const { completed, failed, cancelledByRun } = recomputed.ours()
  return {
    exported_by: `sagellm-benchmark ${header.toolVersion}`,
    ...(header.simulated ? { simulated: true } : {}),
    sagellm_benchmark: {
      completed,
      failed,
      cancelled_by_run: cancelledByRun,
      notes: [...doubts(input), ...recomputed.notes()],
    },
  }
}

/** The sentences of the run's own reports. */
function doubts({ workload, header, measured }: ExportInput): string[] {
  const metrics = measured?.() ?? null
  if (metrics === null) return []
  const flags = [...header.flags, ...withoutLoadFlags(metrics)].filter((flag) => flag !== 'simulated')
  return [...loadAlerts([{ of: workload, ...metrics }]), ...alertsOf(flags, header.notices)]
}
