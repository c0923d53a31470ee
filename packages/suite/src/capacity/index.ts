export {
  type CapacityOutcome,
  type CapacityResumeOptions,
  type CapacityRunOptions,
  findCapacity,
  resumeCapacity,
} from './find-capacity.js'
export { type CapacityInput, planCapacity } from './plan-capacity.js'
