export { comparedLoads, loadLabel, requestsOfRound, type ComparedLoad } from './compared-loads.js'
export {
  CellEnding,
  type ComparedCell,
  ComparisonFile,
  ComparisonVerdict,
  comparisonFile,
  FairnessFinding,
} from './comparison-file.js'
export { ComparisonPlan, type ComparisonPlanInput } from './comparison-plan.js'
export { RegressionThresholds } from './regression-thresholds.js'
export { RegressionFile, RegressionMetric, RegressionRow, RegressionSide, regressionFile } from './regression-file.js'
export {
  CapturedCell,
  CaptureFile,
  captureFile,
  ReachedLoad,
  RoundsOverhead,
  type SameSpec,
  TargetCapture,
} from './target-capture.js'
