export { type ConsistencyRequest, validateConsistency } from '../consistency/validate-consistency.js'
export { judgeFolder, type JudgedWorkload } from './judge-folder.js'
export { convertCoreTelemetry, parityGate, type ParityRequest } from './parity.js'
