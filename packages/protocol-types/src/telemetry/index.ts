export { HopReport, hops } from './hop-report.js'
export { ResourceTelemetry, resourceTelemetryFile } from './resource-telemetry.js'
export { ServerCounters } from './server-counters.js'
export {
  BucketQuantile,
  CounterSummary,
  CountCheck,
  GaugeSummary,
  HistogramSummary,
  LatencyCheck,
  ServerTelemetry,
  serverTelemetryFile,
} from './server-telemetry.js'
export { KeptJournal } from '../artifacts/kept-journal.js'
export { shardFile } from '../artifacts/shard-file.js'
export { shardsFile } from '../artifacts/shards-file.js'
export { TimeParts } from '../artifacts/time-parts.js'
