export { joinSweep } from './join-sweep.js'
export { planSweep, type PointInput, type SweepInput } from './plan-sweep.js'
export { resumeSweep, sweep, type SweepOptions, type SweepOutcome } from './sweep.js'
export {
  type CapacityInput,
  type CapacityOutcome,
  type CapacityResumeOptions,
  type CapacityRunOptions,
  findCapacity,
  planCapacity,
  resumeCapacity,
} from '../capacity/index.js'
