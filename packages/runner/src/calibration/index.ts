export { calibrate, type CalibrateOptions, calibrationLadder } from './calibrate.js'
export { calibratedErrorMs, readCalibration, saveCalibration } from './calibration-cache.js'
export type { CalibrationLoad, CalibrationServer, StartCalibrationServer } from './measure-step.js'
