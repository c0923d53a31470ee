import type { GenerationRequest, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { Problem } from '../dialects/define-served-dialect.js'
import type { RequestRules } from '../dialects/request-rules.js'
import { lastTokensOf, promptTokensOf } from './prompt-tokens.js'

export type FitOptions = {
  readonly endpoint: 'chat' | 'completions' | 'native'
  readonly rules: RequestRules
  readonly engine: ServedEngine
  /** The limit that the body sets; `null` for none. */
  readonly asked: number | null
}

/** Completions without `max_tokens` generate this many, as OpenAI documents. */
const defaultCompletionTokens = 16

/** Brings prompt and answer under the context length, as the dialect does it. */
export function fitContext(
  request: GenerationRequest,
  { asked, endpoint, rules, engine }: FitOptions,
): GenerationRequest | { readonly problem: Problem } {
  const { maxModelLen } = engine.identity
  const promptTokens = promptTokensOf(request, engine)
  const wanted = asked ?? (endpoint === 'completions' ? defaultCompletionTokens : null)
  const over = promptTokens + Math.max(1, rules.outputBeyondContext === 'refuse' ? (asked ?? 1) : 1) > maxModelLen
  if (over && rules.overContext === 'truncate') return shortened(request, { engine, wanted })
  if (over) {
    const message = `This model's maximum context length is ${maxModelLen} tokens; the request has ${promptTokens} prompt tokens and asks for ${wanted ?? 'at least 1'} output tokens.`
    return { problem: { kind: 'over_context', message, promptTokens, maxTokens: wanted ?? 1, maxModelLen } }
  }
  const room = maxModelLen - promptTokens
  return { ...request, maxTokens: Math.max(1, Math.min(wanted ?? room, room)) }
}

/** Keeps the end of the prompt, and at least half of the context for it. */
function shortened(
  request: GenerationRequest,
  { engine, wanted }: { readonly engine: ServedEngine; readonly wanted: number | null },
): GenerationRequest {
  const { maxModelLen } = engine.identity
  const maxTokens = Math.max(1, Math.min(wanted ?? maxModelLen, Math.floor(maxModelLen / 2)))
  const tokenIds = lastTokensOf(request.input, maxModelLen - maxTokens, engine)
  return { ...request, maxTokens, input: { kind: 'tokens', tokenIds: [...tokenIds] } }
}
