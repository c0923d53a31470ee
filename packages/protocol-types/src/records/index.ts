export { stampFields } from '../run/request-record.js'
export { emptyRecord } from './empty-record.js'
export { shiftRecord } from './shift-record.js'
