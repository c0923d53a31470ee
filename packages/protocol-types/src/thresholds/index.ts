export { type Limit, Threshold } from './threshold.js'
export { parseLimit } from './parse-limit.js'
export { ThresholdFinding } from './threshold-finding.js'
export { levelText, limitText, thresholdText } from './limit-text.js'
