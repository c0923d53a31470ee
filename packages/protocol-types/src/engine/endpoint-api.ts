import { z } from 'zod'

/**
 * The API of a server: OpenAI's for chat, OpenAI's for plain completions, or sageLLM's own Protocol (`POST /v1/completions/stream`), whose
 * events hold token ids and the engine's own figures.
 */
export const EndpointApi = z.enum(['chat', 'completions', 'native'])
export type EndpointApi = z.infer<typeof EndpointApi>

/** Whether a target gets conversations, which its chat template wraps, and not plain texts; one without an API of its own does. */
export function hasChatTemplate({ api = 'chat' }: { readonly kind: string; readonly api?: EndpointApi }): boolean {
  return api === 'chat'
}
