export { AggregatedMetrics, ClientOverhead, Interval } from './aggregated-metrics.js'
export { BenchmarkSummary, benchmarkSummaryFile, MeasuredTarget, WorkloadSummary } from './benchmark-summary.js'
export { CalibrationFile, CalibrationStep, calibrationFile } from './calibration-file.js'
export { ComparisonFile, ComparisonVerdict, comparisonFile } from './comparison-file.js'
export { E2ePerfFile, E2ePerfRow, e2ePerfFile } from './e2e-perf-file.js'
export { EndpointSnapshot, endpointSnapshotFile, SurfaceCapture } from './endpoint-snapshot.js'
export { EnvironmentManifest, environmentFile } from './environment-manifest.js'
export { EvidenceGap, EvidenceGapCode } from './evidence-gap.js'
export { LeaderboardEntry, leaderboardEntryFile } from './leaderboard-entry.js'
export { LogProbe, logProbeFile, MarkerExample, MarkerGroup, MarkerGroups, MarkerRole } from './log-probe.js'
export { ContractResult, MetricsFile, metricsFile } from './metrics-file.js'
export { OperatorPerfFile, operatorPerfFile } from './operator-perf-file.js'
export { RunConfigFile, runConfigFile } from './run-config-file.js'
export { ValidationFile, validationFile } from './validation-file.js'
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
export { RegressionFile, RegressionMetric, regressionFile } from './regression-file.js'
export { ResourceTelemetry, resourceTelemetryFile } from './resource-telemetry.js'
export { ClaimEvidence, EvidenceClaim, EvidenceItem, TargetEvidence } from './target-evidence.js'
export { TargetArtifacts, ValidationSummary, ValidationTarget, validationSummaryFile } from './validation-summary.js'
