export { createProgress, type Progress, type ProgressSnapshot } from './progress.js'
