export { ClaimVerdict, ConvergenceVerdict, MetricEvidence, PathEvidence } from './claim-verdict.js'
export {
  CellEnding,
  ComparisonFile,
  ComparisonVerdict,
  comparisonFile,
  FairnessFinding,
} from './comparison-file.js'
export { ComparisonPlan, type ComparisonPlanInput } from './comparison-plan.js'
export { RegressionFile, RegressionMetric, RegressionRow, RegressionSide, regressionFile } from './regression-file.js'
export { CapturedCell, CaptureFile, captureFile, TargetCapture } from './target-capture.js'
export { ServerChecks, ValidationFile, validationFile } from './validation-file.js'
export { TargetArtifacts, ValidationSummary, ValidationTarget, validationSummaryFile } from './validation-summary.js'
