export { type EndedRequest, isOverloaded, latencyRise } from './overload.js'
export { interactivityOf, seriesOf, sweepFindings, throughputOf } from './sweep-findings.js'
export {
  type CapacityLevel,
  type CapacityOptions,
  type CapacitySearch,
  type CapacityStanding,
  type CapacityStep,
  type ClientLateness,
  createCapacitySearch,
  type SearchedLimit,
  type MeasuredLoad,
  searchedLimits,
  visitOf,
} from '../capacity/index.js'
