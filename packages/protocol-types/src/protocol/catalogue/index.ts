export { protocolTypes } from './catalogue.js'
export type { ProtocolType } from '../protocol-type.js'
