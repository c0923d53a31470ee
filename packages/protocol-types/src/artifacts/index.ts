export {
  AggregatedMetrics,
  ClientOverhead,
  Interval,
  RunLengths,
  StallSample,
} from './aggregated-metrics.js'
export { BenchmarkSummary, benchmarkSummaryFile, MeasuredTarget, WorkloadSummary } from './benchmark-summary.js'
export { CalibrationFile, CalibrationStep, calibrationFile } from './calibration-file.js'
export { EngineFigures } from './engine-figures.js'
export { EnvironmentManifest, environmentFile } from './environment-manifest.js'
export { ReplayFidelity } from './replay-fidelity.js'
export { ContractResult, MetricsFile, metricsFile } from './metrics-file.js'
export { RunConfigFile, runConfigFile } from './run-config-file.js'
export { runPartsFile } from './run-parts-file.js'
export { requestRecordLine } from '../run/request-record.js'
export { runPlanFile, workloadPlanFile } from '../run/run-plan.js'
