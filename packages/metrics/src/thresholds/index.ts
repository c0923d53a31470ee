export { figureGateOf, type Gate, gateOf, withStatedLevels } from './gate.js'
export { judgeInterval } from './judge-interval.js'
export { judgeThreshold } from './judge-threshold.js'
export { judgeThresholds } from './judge-thresholds.js'
