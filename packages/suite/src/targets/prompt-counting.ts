import type { ServerCounter } from '@sagellm-benchmark/clients/endpoint'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { PromptInput, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { TargetResources } from './define-target.js'
import { learnTemplate } from './learn-template.js'

/** Who can count the prompts of an endpoint. */
export type CountingParts = {
  /** Given by the user. */
  readonly tokenizer: Tokenizer | null
  /** The server's own, where it has one to ask. */
  readonly server: ServerCounter | null
  readonly form: 'messages' | 'text'
  /** Prompt tokens that the server says it read of a short prompt that is really sent; `null` where it does not say. */
  readonly tokensRead: (input: PromptInput) => Promise<number | null>
}

/**
 * How the prompts of an endpoint are counted: by a tokenizer at hand, else by the server. Either counts the chat template
 * too, where the server counts it, or where its usage of short prompts tells what the template adds; and says where not.
 */
export async function promptCounting({ tokenizer, server, tokensRead, form }: CountingParts): Promise<TargetResources> {
  const byServer = server && asked(server)
  if (byServer && server.counts === 'prompt' && !tokenizer) return { countPrompt: byServer, countsTemplate: true }
  const text = tokenizer ? contentsCounter(tokenizer) : byServer
  if (text === null) return {}
  const whole = byServer && server.counts === 'prompt' ? byServer : tokensRead
  const template = await learnTemplate({ text, whole }, form)
  if (template === null) return tokenizer ? { tokenizer } : { countPrompt: text, countsTemplate: false }
  const countPrompt = async (input: PromptInput) => (await text(input)) + template(input)
  return { ...(tokenizer ? { tokenizer } : {}), countPrompt, countsTemplate: true }
}

type Count = (input: PromptInput) => Promise<number>

function asked(server: ServerCounter): Count {
  return async (input) => {
    const count = await server.count(input)
    if (count !== null) return count
    throw invalidArgument('/tokenize', 'no answer', 'the server stopped counting; give --tokenizer FOLDER')
  }
}

function contentsCounter(tokenizer: Tokenizer): Count {
  const lengthOf = (text: string) => tokenizer.encode(text).length
  return async (input) => {
    if (input.kind === 'tokens') return input.tokenIds.length
    if (input.kind === 'text') return lengthOf(input.text)
    return input.messages.reduce((sum, { content }) => sum + lengthOf(content), 0)
  }
}
