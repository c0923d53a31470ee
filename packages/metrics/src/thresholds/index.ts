export { judgeInterval } from './judge-interval.js'
export { judgeThreshold } from './judge-threshold.js'
export { type Gate, judgeThresholds } from './judge-thresholds.js'
