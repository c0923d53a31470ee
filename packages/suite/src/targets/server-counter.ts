import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { AsyncPlanResources } from '@sagellm-benchmark/workloads'

/** A client that can ask its server how long a text is. */
export interface CountingClient {
  countPrompt(text: string): Promise<number | null>
}

type CountPrompt = AsyncPlanResources['countPrompt']

/** Counts with the server's own tokenizer; `null` where it does not let a client ask. */
export async function serverCounter(client: CountingClient): Promise<CountPrompt | null> {
  const known = await client.countPrompt('one two three').catch(() => null)
  if (known === null) return null
  return async (input) => {
    if (input.kind === 'tokens') return input.tokenIds.length
    const text = input.kind === 'text' ? input.text : input.messages.map((message) => message.content).join('\n')
    const count = await client.countPrompt(text)
    if (count === null)
      throw invalidArgument('/tokenize', 'no answer', 'the server stopped counting; give --tokenizer FOLDER')
    return count
  }
}
