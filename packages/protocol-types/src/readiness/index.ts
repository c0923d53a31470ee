export { BurstFinding } from './burst-finding.js'
export { StartupFinding } from './startup-finding.js'
export { ReadinessProcess } from './readiness-process.js'
export { ReadinessEstimate, ReadinessFile, ReadinessLoad, readinessFile } from './readiness-file.js'
