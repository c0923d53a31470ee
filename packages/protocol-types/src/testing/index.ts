export { aRecord, type RecordSketch } from './a-record.js'
export { virtualClock, type VirtualClock } from './virtual-clock.js'
