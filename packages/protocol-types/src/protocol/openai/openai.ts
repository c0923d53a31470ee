import { z } from 'zod'
import { lax, unset } from '../lax.js'

// The OpenAI layer as the package has it: a part of what the gateway accepts. The time of creation, which the package fills in by
// itself, is left out where nobody gives it: the clock is the caller's.

export const ChatCompletionStreamDelta = z.object({
  role: unset(lax.text()),
  content: unset(lax.text()),
})
export type ChatCompletionStreamDelta = z.infer<typeof ChatCompletionStreamDelta>

export const ChatCompletionUsage = z.object({
  promptTokens: lax.int(),
  completionTokens: lax.int(),
  totalTokens: lax.int(),
})
export type ChatCompletionUsage = z.infer<typeof ChatCompletionUsage>

export const ChatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'function', 'tool']),
  content: lax.text(),
  name: unset(lax.text()),
})
export type ChatMessage = z.infer<typeof ChatMessage>

export const CompletionChoice = z.object({
  index: lax.int(),
  text: lax.text(),
  finishReason: z.enum(['stop', 'length', 'content_filter']).nullable(),
})
export type CompletionChoice = z.infer<typeof CompletionChoice>

export const CompletionRequest = z.object({
  model: lax.text(),
  prompt: lax.text(),
  temperature: lax.float({ min: 0, max: 2 }).default(1),
  maxTokens: unset(lax.int()),
  stream: lax.bool().default(false),
  topP: unset(lax.float({ above: 0, max: 1 })),
  n: lax.int().default(1),
  stop: unset(z.union([lax.text(), lax.list(lax.text())])),
  user: unset(lax.text()),
  traceId: unset(lax.text()),
})
export type CompletionRequest = z.infer<typeof CompletionRequest>

export const CompletionUsage = z.object({
  promptTokens: lax.int(),
  completionTokens: lax.int(),
  totalTokens: lax.int(),
})
export type CompletionUsage = z.infer<typeof CompletionUsage>

export const EmbeddingData = z.object({
  object: z.literal('embedding').default('embedding'),
  embedding: lax.list(lax.float()),
  index: lax.int(),
})
export type EmbeddingData = z.infer<typeof EmbeddingData>

export const EmbeddingRequest = z.object({
  input: z.union([lax.text(), lax.list(lax.text())]),
  model: lax.text(),
  encodingFormat: z.enum(['float', 'base64']).default('float'),
  dimensions: unset(lax.int()),
  user: unset(lax.text()),
})
export type EmbeddingRequest = z.infer<typeof EmbeddingRequest>

export const EmbeddingUsage = z.object({
  promptTokens: lax.int(),
  totalTokens: lax.int(),
})
export type EmbeddingUsage = z.infer<typeof EmbeddingUsage>

export const ModelInfo = z.object({
  id: lax.text(),
  object: z.literal('model').default('model'),
  created: lax.int().optional(),
  ownedBy: lax.text().default('sagellm'),
})
export type ModelInfo = z.infer<typeof ModelInfo>

export const ModelListResponse = z.object({
  object: z.literal('list').default('list'),
  data: lax.list(ModelInfo),
})
export type ModelListResponse = z.infer<typeof ModelListResponse>

export const OpenAIError = z.object({
  message: lax.text(),
  type: lax.text(),
  param: unset(lax.text()),
  code: unset(lax.text()),
})
export type OpenAIError = z.infer<typeof OpenAIError>

export const OpenAIErrorResponse = z.object({
  error: OpenAIError,
})
export type OpenAIErrorResponse = z.infer<typeof OpenAIErrorResponse>

export const ChatCompletionChoice = z.object({
  index: lax.int(),
  message: ChatMessage,
  finishReason: z.enum(['stop', 'length', 'content_filter', 'tool_calls']).nullable(),
})
export type ChatCompletionChoice = z.infer<typeof ChatCompletionChoice>

export const ChatCompletionRequest = z.object({
  model: lax.text(),
  messages: lax.list(ChatMessage),
  temperature: lax.float({ min: 0, max: 2 }).default(1),
  maxTokens: unset(lax.int()),
  stream: lax.bool().default(false),
  topP: unset(lax.float({ above: 0, max: 1 })),
  n: lax.int().default(1),
  stop: unset(z.union([lax.text(), lax.list(lax.text())])),
  presencePenalty: lax.float({ min: -2, max: 2 }).default(0),
  frequencyPenalty: lax.float({ min: -2, max: 2 }).default(0),
  user: unset(lax.text()),
  sessionId: unset(lax.text()),
  traceId: unset(lax.text()),
})
export type ChatCompletionRequest = z.infer<typeof ChatCompletionRequest>

export const ChatCompletionResponse = z.object({
  id: lax.text(),
  object: z.literal('chat.completion').default('chat.completion'),
  created: lax.int().optional(),
  model: lax.text(),
  choices: lax.list(ChatCompletionChoice),
  usage: ChatCompletionUsage,
  traceId: unset(lax.text()),
})
export type ChatCompletionResponse = z.infer<typeof ChatCompletionResponse>

export const ChatCompletionStreamChoice = z.object({
  index: lax.int(),
  delta: ChatCompletionStreamDelta,
  finishReason: unset(z.enum(['stop', 'length', 'content_filter', 'tool_calls'])),
})
export type ChatCompletionStreamChoice = z.infer<typeof ChatCompletionStreamChoice>

export const ChatCompletionStreamResponse = z.object({
  id: lax.text(),
  object: z.literal('chat.completion.chunk').default('chat.completion.chunk'),
  created: lax.int().optional(),
  model: lax.text(),
  choices: lax.list(ChatCompletionStreamChoice),
})
export type ChatCompletionStreamResponse = z.infer<typeof ChatCompletionStreamResponse>

export const CompletionResponse = z.object({
  id: lax.text(),
  object: z.literal('text_completion').default('text_completion'),
  created: lax.int().optional(),
  model: lax.text(),
  choices: lax.list(CompletionChoice),
  usage: CompletionUsage,
  traceId: unset(lax.text()),
})
export type CompletionResponse = z.infer<typeof CompletionResponse>

export const EmbeddingResponse = z.object({
  object: z.literal('list').default('list'),
  data: lax.list(EmbeddingData),
  model: lax.text(),
  usage: EmbeddingUsage,
})
export type EmbeddingResponse = z.infer<typeof EmbeddingResponse>
