export { mean } from './statistics/mean.js'
export { percentile } from './statistics/percentile.js'
export { percentiles } from './statistics/percentiles.js'
export {
  percentileInterval,
  type PercentileIntervalOptions,
  percentileUpperBound,
} from './statistics/percentile-interval.js'
export { populationStd } from './statistics/population-std.js'
export { studentQuantile } from './statistics/student-quantile.js'
export { meanInterval } from './statistics/mean-interval.js'
export { meetsServiceLevels } from './request/meets-service-levels.js'
export { type RequestMetrics, requestMetrics } from './request/request-metrics.js'
export { outputTokens } from './request/request-values.js'
export { aggregate } from './run/aggregate.js'
export type { AggregateOptions } from './run/aggregate-options.js'
export { type Aggregator, createAggregator } from './run/aggregator.js'
export { type RoundStatistics, roundStatistics } from './run/round-statistics.js'
export type { ForeignTool } from './interop/foreign-notes.js'
export { createRecomputation, type Recomputation, recomputeAs } from './interop/recompute-as.js'
export { rowDifferences, summariseRows } from './rows/summarise-rows.js'
