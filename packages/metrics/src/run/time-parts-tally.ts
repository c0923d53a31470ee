import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ServerCounters, TimeParts } from '@sagellm-benchmark/protocol-types/telemetry'
import { timePartsOf } from '../request/time-parts.js'
import { hasOtherTraffic } from '../verdicts/cache-counters.js'

const names = [
  'clientWaitMs',
  'connectMs',
  'networkMs',
  'queueMs',
  'prefillMs',
  'coalescingMs',
  'decodeMs',
  'unknownMs',
] as const

/** Takes measured records one at a time; where their time went on average, `null` where none has an end. */
export function createTimePartsTally(): {
  add(record: RequestRecord): void
  /** @param server - what the server counted meanwhile: its histograms say what its answers do not. */
  result(server: ServerCounters | null): TimeParts | null
} {
  const sums = Object.fromEntries(names.map((name) => [name, 0])) as Record<(typeof names)[number], number>
  let requests = 0
  let saying = 0
  return {
    add(record) {
      const parts = record.phase === 'measured' ? timePartsOf(record) : null
      if (parts === null) return
      requests += 1
      saying += Number(parts.engineSays)
      for (const name of names) sums[name] += parts[name]
    },
    result(server) {
      if (requests === 0) return null
      const means = Object.fromEntries(names.map((name) => [name, sums[name] / requests])) as typeof sums
      const totalMs = names.reduce((sum, name) => sum + means[name], 0)
      const known = { requests, totalMs, ...means, engineSays: 'nothing' as const }
      return saying > 0 ? { ...known, engineSays: 'requests' } : byHistograms(known, server)
    },
  }
}

/** Means of the server's histograms, which hold the warm-up too; not where others used the server meanwhile, or they do not fit. */
function byHistograms(parts: TimeParts, server: ServerCounters | null): TimeParts {
  const { queue, prefill } = server?.latencies ?? {}
  const [queueMs, prefillMs] = [meanOf(queue), meanOf(prefill)]
  const known = (queueMs ?? 0) + (prefillMs ?? 0)
  if (server === null || hasOtherTraffic(server) || known === 0 || known > parts.unknownMs) return parts
  const rest = parts.unknownMs - known
  const divided = queueMs === null || prefillMs === null ? { unknownMs: rest } : { networkMs: rest, unknownMs: 0 }
  return { ...parts, queueMs: queueMs ?? 0, prefillMs: prefillMs ?? 0, ...divided, engineSays: 'histograms' }
}

function meanOf(histogram: { readonly count: number; readonly meanMs: number | null } | undefined): number | null {
  return histogram !== undefined && histogram.count > 0 ? histogram.meanMs : null
}
