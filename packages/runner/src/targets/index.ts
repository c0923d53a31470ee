export { endListeners, type EndListenersOptions } from './end-listeners.js'
export { type EnsuredTarget, ensureTarget, type EnsureTargetOptions } from './ensure-target.js'
export { type PortListener, portListeners } from './port-listeners.js'
export { type RunningTarget, type StartTargetOptions, startTarget } from './start-target.js'
