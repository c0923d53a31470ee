export { dialectNames } from './dialects/index.js'
export type { FaultRate } from './faults/choose-faults.js'
export {
  type EngineServer,
  type EngineServerOptions,
  startEngineServer,
} from './server/start-engine-server.js'
export type { WriteStamps } from './server/write-log.js'
export { createReferenceEngine, type ReferenceEngine } from './simulator/create-reference-engine.js'
export type { GroundTruth } from './simulator/ground-truth.js'
export { type SimulatorInput, SimulatorOptions } from './simulator/simulator-options.js'
