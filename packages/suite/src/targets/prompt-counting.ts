import type { ServerCounter } from '@sagellm-benchmark/clients/endpoint'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { PromptInput, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { TargetResources } from './define-target.js'
import { doubtOfCount } from './doubt-of-count.js'
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

export type PromptCountingChoice = {
  readonly resources: TargetResources
  /** What a reader has to know of the counts, a sentence; `null`: nothing. */
  readonly doubt: string | null
}

/**
 * How the prompts of an endpoint are counted: by a tokenizer at hand, else by the server. Either counts the chat template
 * too, where the server counts it, or where its usage of short prompts shows what the template adds; and says where not.
 * A server that contradicts itself is not asked: lengths are then estimates.
 */
export async function promptCounting(parts: CountingParts): Promise<PromptCountingChoice> {
  const { tokenizer, server, form } = parts
  const tokensRead = eachOnce(parts.tokensRead)
  if (tokenizer) return byTokenizer(tokenizer, { server, form, tokensRead })
  if (server === null) return { resources: {}, doubt: null }
  const doubt = await doubtOfCount({ count: server.count, read: tokensRead }, form)
  if (doubt !== null)
    return { resources: {}, doubt: estimatedBecause(`The server's /tokenize is not believed: ${doubt}`) }
  const countPrompt = asked(server)
  if (server.counts === 'prompt') return { resources: { countPrompt, countsTemplate: true }, doubt: null }
  return { resources: await withTemplate(countPrompt, { form, tokensRead }), doubt: null }
}

type Parts = Omit<CountingParts, 'tokenizer'>

async function byTokenizer(tokenizer: Tokenizer, { server, form, tokensRead }: Parts): Promise<PromptCountingChoice> {
  const text = contentsCounter(tokenizer)
  const whole = eachOnce(server?.counts === 'prompt' ? server.count : tokensRead)
  const { countPrompt, countsTemplate } = await withTemplate(text, { form, tokensRead: whole })
  if (countsTemplate) return { resources: { tokenizer, countPrompt, countsTemplate }, doubt: null }
  const doubt = await doubtOfCount({ count: text, read: whole }, form)
  return {
    resources: { tokenizer },
    doubt: doubt && `The tokenizer ${tokenizer.name} may be that of another model: ${doubt}`,
  }
}

/** The count of the text, and of the template where short prompts show what that adds. */
async function withTemplate(text: Count, { form, tokensRead }: Pick<Parts, 'form' | 'tokensRead'>) {
  const template = await learnTemplate({ text, whole: tokensRead }, form)
  if (template === null) return { countPrompt: text, countsTemplate: false }
  return { countPrompt: async (input: PromptInput) => (await text(input)) + template(input), countsTemplate: true }
}

type Count = (input: PromptInput) => Promise<number>

/** @param why - a sentence without its full stop. */
export function estimatedBecause(why: string): string {
  return `${why}. Prompt lengths are estimates; give --tokenizer FOLDER for exact ones`
}

function asked(server: ServerCounter): Count {
  return async (input) => {
    const count = await server.count(input)
    if (count !== null) return count
    throw new BenchError('unavailable', '/tokenize gave no count', {
      hint: 'the server stopped counting; give --tokenizer FOLDER',
    })
  }
}

/** Asks about each prompt once, because every question is a real request. */
function eachOnce(ask: (input: PromptInput) => Promise<number | null>) {
  const answers = new Map<string, Promise<number | null>>()
  return (input: PromptInput) => {
    const key = JSON.stringify(input)
    const answer = answers.get(key) ?? ask(input)
    answers.set(key, answer)
    return answer
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
