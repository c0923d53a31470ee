import { ChatMessage, GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import type { HttpAnswer, Route, RouteContext } from './define-served-dialect.js'
import { renderPrometheus, type MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'

/** `GET /health` with the given answer; open even where a key is asked for. */
export function healthRoute(answer: HttpAnswer): Route {
  return { method: 'GET', path: '/health', open: true, answer: () => answer }
}

export type ModelsRouteOptions = {
  readonly ownedBy: string
  readonly open?: boolean
  /** Further fields of the model entry. */
  readonly extra?: (context: RouteContext) => Record<string, unknown>
  /** Further fields beside `data`. */
  readonly beside?: (context: RouteContext) => Record<string, unknown>
}

/** `GET /v1/models`: one model, marked where it is simulated. */
export function modelsRoute({ ownedBy, open, extra, beside }: ModelsRouteOptions): Route {
  return {
    method: 'GET',
    path: '/v1/models',
    ...(open === undefined ? {} : { open }),
    answer: (context) => ({
      status: 200,
      json: {
        object: 'list',
        data: [
          {
            id: context.engine.identity.model,
            object: 'model',
            created: Math.floor(context.clock.unixMs() / 1000),
            owned_by: ownedBy,
            ...extra?.(context),
            ...simulationMark(context),
          },
        ],
        ...beside?.(context),
      },
    }),
  }
}

/** `simulated` and `notice` for an object of a surface; nothing where the engine is real and has nothing to say. */
export function simulationMark({ engine: { identity } }: Pick<RouteContext, 'engine'>): Record<string, unknown> {
  return {
    ...(identity.simulated ? { simulated: true } : {}),
    ...(identity.notice === null ? {} : { notice: identity.notice }),
  }
}

/** `GET /info`: identity, whether simulated, live counters, and what the engine adds. */
export function infoRoute(extra?: (context: RouteContext) => Record<string, unknown>): Route {
  return {
    method: 'GET',
    path: '/info',
    answer: (context) => {
      const { identity } = context.engine
      return {
        status: 200,
        json: {
          engine: identity.engine,
          version: identity.version,
          model: identity.model,
          max_model_len: identity.maxModelLen,
          simulated: identity.simulated,
          notice: identity.notice,
          ...context.engine.info(),
          ...extra?.(context),
        },
      }
    },
  }
}

/** Prometheus text at `path`, from the families of a dialect. */
export function metricsRoute(
  families: (snapshot: ServerSnapshot) => readonly MetricFamily[],
  path = '/metrics',
): Route {
  return {
    method: 'GET',
    path,
    answer: (context) => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      text: renderPrometheus(families(context.snapshot()), { simulated: context.engine.identity.simulated }),
    }),
  }
}

/** The version in an object of its own. */
export function versionRoute(path: string): Route {
  return {
    method: 'GET',
    path,
    open: true,
    answer: (context) => ({
      status: 200,
      json: { version: context.engine.identity.version, ...simulationMark(context) },
    }),
  }
}

/** `POST` that empties the prefix cache unless requests run; 404 where the engine has none. */
export function flushRoute(path: string, answer: (outcome: { readonly busy: boolean }) => HttpAnswer): Route {
  return {
    method: 'POST',
    path,
    answer({ engine }) {
      if (!engine.flushPrefixCache) return { status: 404, json: { error: { message: 'there is no prefix cache' } } }
      const { requestsRunning, requestsWaiting } = engine.telemetry()
      const busy = requestsRunning + requestsWaiting > 0
      if (!busy) engine.flushPrefixCache()
      return answer({ busy })
    },
  }
}

const TokenizeBody = z.looseObject({
  prompt: z.string().optional(),
  content: z.string().optional(),
  text: z.string().optional(),
  inputs: z.string().optional(),
  messages: z.array(ChatMessage).optional(),
})

/** Token ids of what a `/tokenize` body holds, under any of the names servers use; `null` when it holds nothing. */
export function tokenizeBody({ body, engine }: RouteContext): readonly number[] | null {
  const parsed = TokenizeBody.safeParse(body)
  if (!parsed.success) return null
  const { prompt, content, text, inputs, messages } = parsed.data
  const plain = prompt ?? content ?? text ?? inputs ?? messages?.map((message) => message.content).join('\n')
  return plain === undefined ? null : engine.tokenizer.encode(plain)
}

/** Tokens of a conversation as an answer to it would read them; `null` where the body holds none. */
function chatCount({ body, engine }: RouteContext): number | null {
  const parsed = TokenizeBody.safeParse(body)
  if (!parsed.success || !parsed.data.messages || parsed.data.prompt !== undefined) return null
  const input = { kind: 'messages', messages: parsed.data.messages }
  const request = GenerationRequest.safeParse({ input, maxTokens: 1 })
  return request.success ? engine.countPromptTokens(request.data) : null
}

const DetokenizeBody = z.looseObject({ tokens: z.array(z.int().nonnegative()) })

/** Text of the `tokens` in a `/detokenize` body; `null` when there are none. */
export function detokenizeBody({ body, engine }: RouteContext): string | null {
  const parsed = DetokenizeBody.safeParse(body)
  return parsed.success ? engine.tokenizer.decode(parsed.data.tokens) : null
}

/** `POST /tokenize` and `/detokenize` in the form of vLLM, which others follow. */
export const tokenizerRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/tokenize',
    answer: (context) => {
      const tokens = tokenizeBody(context)
      const count = chatCount(context) ?? tokens?.length
      if (count === undefined) return { status: 400, json: { error: { message: 'prompt or messages is required' } } }
      // The ids of a conversation are known to the engine alone, which gives their number.
      const ids = tokens !== null && tokens.length === count ? { tokens } : {}
      return { status: 200, json: { count, max_model_len: context.engine.identity.maxModelLen, ...ids } }
    },
  },
  {
    method: 'POST',
    path: '/detokenize',
    answer: (context) => {
      const prompt = detokenizeBody(context)
      if (prompt === null) return { status: 400, json: { error: { message: 'tokens is required' } } }
      return { status: 200, json: { prompt } }
    },
  },
]
