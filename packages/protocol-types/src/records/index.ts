export { stampFields } from '../run/request-record.js'
export { promptLengthFlags } from './prompt-length-flags.js'
export { emptyRecord } from './empty-record.js'
export { shiftRecord } from './shift-record.js'
