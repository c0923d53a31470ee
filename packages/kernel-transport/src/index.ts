export { kernelClock } from './kernel-clock.js'
export { kernelTransport } from './kernel-transport.js'
