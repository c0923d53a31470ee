export {
  type CapacityOptions,
  type CapacitySearch,
  type CapacityStanding,
  type CapacityStep,
  createCapacitySearch,
} from './capacity-search.js'
export type { Level as CapacityLevel } from './level.js'
export { type SearchedLimit, searchedLimits } from './searched-limit.js'
export { type ClientLateness, type MeasuredLoad, visitOf } from './visit-of.js'
