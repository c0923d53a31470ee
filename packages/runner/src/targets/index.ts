export { type PortListener, portListeners } from './port-listeners.js'
export { type RunningTarget, type StartTargetOptions, startTarget } from './start-target.js'
