import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'

/** Tokens that a chat template adds to the text of a prompt. */
export type TemplateTokens = (input: PromptInput) => number

type Count = (input: PromptInput) => Promise<number | null>

const said = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content })
const question = said('user', 'one two three')
const longer = said('user', 'Please name a few of the rivers that run through this country, and say where they rise.')
const talk = [question, said('assistant', 'four five six'), longer]

const inForm = (messages: readonly ChatMessage[], form: 'messages' | 'text'): PromptInput =>
  form === 'text'
    ? { kind: 'text', text: messages.map(({ content }) => content).join(' ') }
    : { kind: 'messages', messages: [...messages] }

/** The two prompts of one message, and what the longer has more of. */
export function shortAndLong(form: 'messages' | 'text') {
  const wordsOf = ({ content }: ChatMessage) => content.split(' ').length
  return {
    short: inForm([question], form),
    long: inForm([longer], form),
    words: { short: wordsOf(question), long: wordsOf(longer) },
    bytes: longer.content.length - question.content.length,
  }
}

/**
 * Learns what a template adds from two prompts of one message and one of three: so much for the prompt, and so much for
 * each further pair of turns.
 *
 * @param text - tokens of the text alone.
 * @param whole - tokens of the whole prompt; `null` where nobody says.
 * @param form - in which prompts are sent: a text has no turns, and only a mark at its beginning may come on top.
 * @returns `null` where that is not known, or where two texts give different additions: then the counts are of different tokenizers.
 */
export async function learnTemplate(
  { text, whole }: { readonly text: Count; readonly whole: Count },
  form: 'messages' | 'text',
): Promise<TemplateTokens | null> {
  const added = async (messages: readonly ChatMessage[]) => {
    const input = inForm(messages, form)
    const [read, own] = [await whole(input), await text(input)]
    return read === null || own === null ? null : read - own
  }
  const one = await added([question])
  if (one === null || one < 0 || one !== (await added([longer]))) return null
  if (form === 'text') return () => one
  const three = await added(talk)
  if (three === null || three < one) return null
  return (input) =>
    input.kind === 'messages' ? one + Math.round(((input.messages.length - 1) / 2) * (three - one)) : 0
}
