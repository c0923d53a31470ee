import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { countOfTokens, type CountMessages, field } from './define-dialect.js'

/** vLLM's form: `/tokenize` takes a conversation in place of a prompt, and renders the chat template as an answer would. */
export const countByTokenize: CountMessages = {
  // What reports the context length beside a count is the whole route; others that copied it take a text only.
  offered: (answer) => typeof field(answer, 'max_model_len') === 'number',
  async count({ messages, model, fields }, ask) {
    const body = { model, messages, add_generation_prompt: true, add_special_tokens: false, ...fields }
    return countOfTokens(await ask({ method: 'POST', route: '/tokenize', body }))
  },
}

/** llama.cpp's form: the template is applied by one route, and its text counted by another with its special tokens read as such. */
export const countByTemplate: CountMessages = {
  offered: () => true,
  async count({ messages, model, fields }, ask) {
    const rendered = await ask({ method: 'POST', route: '/apply-template', body: { model, messages, ...fields } })
    const content = field(rendered, 'prompt')
    if (typeof content !== 'string' || !holds(content, messages)) return null
    const body = { model, content, add_special: true, parse_special: true }
    return countOfTokens(await ask({ method: 'POST', route: '/tokenize', body }))
  },
}

/** TGI's form: a route of its own that answers with the tokens of the rendered conversation. */
export const countByChatTokenize: CountMessages = {
  offered: () => true,
  async count({ messages, model, fields }, ask) {
    const body = { model, messages, ...fields }
    return countOfTokens(field(await ask({ method: 'POST', route: '/chat_tokenize', body }), 'tokenize_response'))
  },
}

/** A rendered prompt that lacks a message is of another conversation. */
function holds(rendered: string, messages: readonly ChatMessage[]): boolean {
  return messages.every(({ content }) => rendered.includes(content.trim()))
}
