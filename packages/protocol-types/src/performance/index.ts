export { E2ePerfFile, E2ePerfRow, e2ePerfFile, PerfStart } from './e2e-perf-file.js'
export { OperatorMeasurement } from './operator-measurement.js'
export { OperatorComparison, OperatorPerfFile, operatorPerfFile } from './operator-perf-file.js'
