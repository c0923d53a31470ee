import type { Dialect } from '../dialects/define-dialect.js'
import { createEndpoint, type Endpoint, type EndpointOptions } from './endpoint.js'

/** Counts the tokens of a text as the server does; `null` where it has no way to ask or did not answer. */
export type PromptCounter = (text: string) => Promise<number | null>

/**
 * Asks a server's own tokenizer how long a text is, without the tokens that a chat template adds.
 *
 * @example await countPrompt({ url, dialect: vllm, model: 'llama' }, 'Hello') // 1
 */
export async function countPrompt(
  options: EndpointOptions & { readonly dialect: Dialect; readonly model: string },
  text: string,
): Promise<number | null> {
  const endpoint = createEndpoint(options)
  try {
    return await createPromptCounter(endpoint, options.dialect, options.model)(text)
  } finally {
    await endpoint.close()
  }
}

/** A counter over an endpoint that is already open. */
export function createPromptCounter(endpoint: Endpoint, dialect: Dialect, model: string): PromptCounter {
  return async (text) => {
    const { tokenize } = dialect
    if (!tokenize) return null
    const { method, route, body, read } = tokenize
    const answer = await endpoint.call({ method, route, body: body(text, model) })
    return answer.status === 200 ? read(answer.json) : null
  }
}
