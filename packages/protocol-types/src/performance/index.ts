export { E2ePerfFile, E2ePerfRow, e2ePerfFile } from './e2e-perf-file.js'
export { OperatorPerfFile, operatorPerfFile } from './operator-perf-file.js'
