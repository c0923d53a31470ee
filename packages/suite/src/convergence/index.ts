export { convergence, type ConvergenceOutcome, type ConvergenceRequest, verify } from './convergence.js'
export { type MarkerChoice, markerPatterns } from './marker-patterns.js'
