export { readiness, type ReadinessOptions, type ReadinessOutcome } from './readiness.js'
export { type StartPhases, startPhases } from './start-phases.js'
