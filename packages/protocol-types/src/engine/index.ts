export { CpuBatchSize } from './cpu-batch-size.js'
export { EndpointApi, hasChatTemplate } from './endpoint-api.js'
export { EngineField, engineLabel, engineName, type EngineName, engines } from './engine-names.js'
export { ChatMessage, GenerationRequest, PromptInput } from './generation-request.js'
export type {
  DecodeStepRecord,
  EngineTelemetry,
  GenerateOptions,
  GenerationStep,
  ServedEngine,
  ServedEngineIdentity,
} from './served-engine.js'
export { LearntOfEndpoint } from '../run/learnt-of-endpoint.js'
export { TimeoutPlan } from '../run/timeout-plan.js'
export type { Tokenizer } from './tokenizer.js'
