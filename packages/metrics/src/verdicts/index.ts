export { cacheCountersOf } from './cache-counters.js'
export {
  type CacheTally,
  type CacheVerdict,
  cacheVerdict,
  type CacheVerdictOptions,
  createCacheTally,
} from './cache-verdict.js'
export { type ConvergenceInput, convergenceVerdict } from './convergence-verdict.js'
export {
  findRegressions,
  regressionMetrics,
  type RegressionOptions,
  type RegressionValues,
} from './find-regressions.js'
export { type ContractVersion, judgeContract } from './judge-contract.js'
export { perfRegressions } from './perf-regressions.js'
