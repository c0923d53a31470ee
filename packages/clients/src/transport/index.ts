// For those who bring a transport of their own: the contract, and a pool of HTTP/1.1 connections over whatever sockets.
export { connectPlace, type ConnectPlace } from './connect-place.js'
export type { ConnectionSocket } from './connection-socket.js'
export type { GivenTransport, TransportTarget } from './given-transport.js'
export type { RawConnection } from './raw-connection.js'
export type { ConnectWatch } from './raw-connection-owner.js'
export type { RawDialer } from './raw-dialer.js'
export { createLatenessLog, latenessAt, type LatenessLog, mergeLateness } from './read-lateness.js'
export { socketTransport, type SocketTransportParts } from './socket-transport.js'
export type {
  Exchange,
  ReadLateness,
  ResponseHandler,
  StampSource,
  Transport,
  TransportName,
  TransportOptions,
  TransportRequest,
} from './transport.js'
