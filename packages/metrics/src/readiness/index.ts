export { burstFinding, type BurstOptions } from './burst-finding.js'
export { recoveryGateOf } from './recovery-gate.js'
export { improvementPct, readinessEstimates } from './readiness-estimates.js'
