export { type Evidence, evidenceOf } from '../evidence/index.js'
export { cacheCountersOf, enginesChanged } from './cache-counters.js'
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
export { checkPerfRows } from './check-perf-rows.js'
export { checkRunMetrics } from './check-run-metrics.js'
export { type ContractVersion, judgeContract } from './judge-contract.js'
export { fileOfStarts } from './files-of-starts.js'
export { rowOfStarts } from '../rows/row-of-starts.js'
export { perfRegressions } from './perf-regressions.js'
export { processorOf } from './same-machine.js'
export { createSessionTally, type SessionTally } from '../sessions/session-tally.js'
