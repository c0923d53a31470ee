export {
  BenchError,
  type BenchErrorCode,
  benchErrorCodes,
  invalidArgument,
  isBenchError,
} from './errors/bench-error.js'
export type { Clock } from './clock/clock.js'
export { systemClock } from './clock/system-clock.js'
export { type Artifact, defineArtifact } from './json/artifact.js'
export { fromWire, snakeCase, toWire, wireSchema } from './json/wire.js'
export { ChatMessage, GenerationRequest, PromptInput } from './engine/generation-request.js'
export type {
  DecodeStepRecord,
  EngineTelemetry,
  GenerateOptions,
  GenerationStep,
  ServedEngine,
  ServedEngineIdentity,
} from './engine/served-engine.js'
export type { Tokenizer } from './engine/tokenizer.js'
export { LoadPlan } from './run/load-plan.js'
export { PlannedRequest, RequestPhase } from './run/planned-request.js'
export { ReportedUsage, RequestErrorClass, RequestRecord, TokenCountSource } from './run/request-record.js'
export { RunPlan, type RunPlanInput, ServiceLevel, TargetPlan, TimeoutPlan, WorkloadPlan } from './run/run-plan.js'
