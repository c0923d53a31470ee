export { captureMismatches } from './capture-mismatches.js'
export { captureOf } from './capture-of.js'
export { compareCaptures, type CompareCapturesOptions } from './compare-captures.js'
export { compareStarts } from './compare-starts.js'
export type { ComparisonProgress } from './comparison-progress.js'
export { comparisonCells } from './comparison-cells.js'
export { comparisonSize } from './comparison-size.js'
export type { ComparisonTarget } from './comparison-target.js'
export { finishedCapture, isUnfinished } from './finished-capture.js'
export { fairnessChecks, fairnessFindings } from './fairness/fairness-checks.js'
export type { PromptResources } from './round-requests.js'
export {
  type ComparedCapture,
  type ComparisonResult,
  runComparison,
  type RunComparisonOptions,
} from './run-comparison.js'
