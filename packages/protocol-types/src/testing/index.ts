export { aRecord, type RecordSketch } from './a-record.js'
export { kolmogorovBound, kolmogorovDistance } from './kolmogorov-distance.js'
export { virtualClock, type VirtualClock } from './virtual-clock.js'
