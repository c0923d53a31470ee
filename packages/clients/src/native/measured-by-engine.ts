import type { EngineMetrics } from '@sagellm-benchmark/protocol-types/records'
import type { ProtocolMetrics } from '@sagellm-benchmark/protocol-types/protocol'

/** What an engine says that it measured: the Protocol writes 0 for what nobody did. */
export function measuredByEngine(metrics: ProtocolMetrics): EngineMetrics {
  const known = (value: number) => (value > 0 ? value : null)
  return {
    ttftMs: known(metrics.ttftMs),
    tbtMs: known(metrics.tbtMs),
    tpotMs: known(metrics.tpotMs),
    throughputTps: known(metrics.throughputTps),
    prefillMs: known(metrics.prefillMs),
    decodeMs: known(metrics.decodeMs),
    peakMemMb: known(metrics.peakMemMb),
    prefixHitRate: known(metrics.prefixHitRate),
  }
}
