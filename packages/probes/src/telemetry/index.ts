export { compareLatencies } from './compare-latencies.js'
export { type ClientCounts, reconcileCounts } from './reconcile-counts.js'
export { serverCounters, type ServerCountersOptions } from './server-counters.js'
export { type TelemetryBetween, telemetryBetween } from './telemetry-between.js'
