export { ResourceTelemetry, resourceTelemetryFile } from './resource-telemetry.js'
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
