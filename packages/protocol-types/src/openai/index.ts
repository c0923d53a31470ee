export { AnswerTimings } from './answer-timings.js'
export { ChatCompletionRequest, TextCompletionRequest } from './completion-request.js'
export { CompletionChoice, CompletionResponse } from './completion-response.js'
export { CompletionUsage } from './completion-usage.js'
export {
  DetailErrorBody,
  FlatErrorBody,
  NestedErrorBody,
  readWireError,
  TextErrorBody,
  type WireError,
} from './error-body.js'
export { ModelCard, ModelList, readModelList } from './model-list.js'
export { readCompletionUsage, readStreamChunk } from './plain-form.js'
export { StreamChoice, StreamChunk, StreamDelta, ToolCallDelta } from './stream-chunk.js'
