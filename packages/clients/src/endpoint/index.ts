export { bearerHeaders } from './bearer-headers.js'
export { isLoopback } from './is-loopback.js'
