export {
  type CapturedRounds,
  type CapturedRoundsOptions,
  capturedRounds,
  createRoundsTally,
  type RoundsTally,
} from './captured-rounds.js'
export type { Comparison } from './comparison.js'
export { type CompareOptions, compareTargets } from './compare-targets.js'
export { driftCheck } from './drift-check.js'
export { errorRateDifference } from './error-rate-difference.js'
export { firstRounds } from './first-rounds.js'
export { type HeadlineMetric, headlineMetrics, wholeAnswerMetrics } from './headline-metrics.js'
export { holm } from './holm.js'
export { awaitsRounds } from './judge-metric.js'
export { operatorComparison, type OperatorPeaks } from './operator-comparison.js'
export { pairedRatio, type RatioEstimate, unpairedRatio } from './ratio-estimate.js'
export { defaultRounds, type SequentialLook, sequentialLooks } from './sequential-looks.js'
