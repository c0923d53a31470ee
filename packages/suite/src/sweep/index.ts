export { planSweep, type PointInput, type SweepInput } from './plan-sweep.js'
export { resumeSweep, sweep, type SweepOptions, type SweepOutcome } from './sweep.js'
