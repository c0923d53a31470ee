export { CompatibilityCase, CompatibilityMatrix, StreamConsistency } from './compatibility.js'
export { canonicalFile, canonicalKinds, CanonicalResult } from './canonical-result.js'
export {
  ParityEvaluation,
  parityEvaluationFile,
  ParityGate,
  parityGateFile,
  ParityRun,
  parityRunFile,
  ParityScenario,
} from './parity.js'
export {
  CoreDecodeStep,
  CoreDecodeTelemetry,
  coreTelemetryFile,
  RuntimeConsistency,
  runtimeConsistencyFile,
} from './core-telemetry.js'
