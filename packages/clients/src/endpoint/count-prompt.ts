import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { Ask, Dialect } from '../dialects/define-dialect.js'
import { createEndpoint, type Endpoint, type EndpointOptions } from './endpoint.js'

/** Counts prompts as a server does. */
export type ServerCounter = {
  /** `prompt`: what it counts is the whole prompt, chat template included; `text`: the text alone. */
  readonly counts: 'prompt' | 'text'
  /** `null` where the server did not answer, or not with a count. */
  count(input: PromptInput): Promise<number | null>
}

export type CounterOptions = {
  readonly dialect: Dialect
  readonly model: string
  /** @default 'chat' */
  readonly api?: 'chat' | 'completions'
  /** Fields of every request; those that change the chat template are part of the count. @default {} */
  readonly extraBody?: Readonly<Record<string, unknown>>
}

/**
 * Asks a server's own tokenizer how long a text is, without the tokens that a chat template adds; `null` where it has no
 * way to ask or did not answer.
 *
 * @example await countPrompt({ url, dialect: vllm, model: 'llama' }, 'Hello') // 1
 */
export async function countPrompt(
  options: EndpointOptions & { readonly dialect: Dialect; readonly model: string },
  text: string,
): Promise<number | null> {
  const endpoint = createEndpoint(options)
  try {
    const { tokenize } = options.dialect
    const answer = await askOf(endpoint)(textCall(options, text, false))
    return tokenize ? counted(tokenize.read(answer), text) : null
  } finally {
    await endpoint.close()
  }
}

const probe = 'one two three'
/** A long prompt takes the server a while. */
const TIMEOUT_MS = 60_000

/** A counter over an endpoint that is already open, tried on a short text; `null` where the server does not count. */
export async function openServerCounter(endpoint: Endpoint, options: CounterOptions): Promise<ServerCounter | null> {
  const { dialect, model, api = 'chat', extraBody = {} } = options
  const { tokenize, countMessages } = dialect
  if (!tokenize) return null
  const ask = askOf(endpoint)
  const answerTo = (text: string) => ask(textCall(options, text, api === 'completions'))
  const first = await answerTo(probe)
  const least = counted(tokenize.read(first), probe)
  if (least === null) return null

  const ofText = async (text: string) => counted(tokenize.read(await answerTo(text)), text)
  const fields = templateFields(extraBody)
  const ofMessages = async (messages: Messages) =>
    (await countMessages?.count({ messages, model, fields }, ask)) ?? null
  const whole = api === 'chat' && countMessages?.offered(first) === true
  const tried = whole ? await ofMessages([{ role: 'user', content: probe }]) : null
  const withTemplate = tried !== null && tried >= least
  return {
    counts: withTemplate || api === 'completions' ? 'prompt' : 'text',
    async count(input) {
      if (input.kind === 'tokens') return input.tokenIds.length
      if (input.kind === 'text') return ofText(input.text)
      if (withTemplate) return ofMessages(input.messages)
      return ofText(input.messages.map(({ content }) => content).join('\n'))
    },
  }
}

type Messages = Extract<PromptInput, { kind: 'messages' }>['messages']

function textCall({ dialect, model }: Pick<CounterOptions, 'dialect' | 'model'>, text: string, special: boolean) {
  const { method = 'POST' as const, route = '/tokenize', body } = dialect.tokenize ?? {}
  return { method, route, body: body?.(text, model, { special }) }
}

/** The answer's JSON; undefined where the server refused or did not answer. */
function askOf(endpoint: Endpoint): Ask {
  return async ({ method, route, body }) => {
    const answer = await endpoint.call({ method, route, body, timeoutMs: TIMEOUT_MS })
    return answer.status === 200 ? answer.json : undefined
  }
}

/** A text of no tokens is a body that the server did not understand. */
function counted(tokens: number | null, text: string): number | null {
  return tokens === 0 && text !== '' ? null : tokens
}

const templating = ['chat_template', 'chat_template_kwargs', 'tools', 'documents', 'reasoning_effort']

function templateFields(extraBody: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(extraBody).filter(([name, value]) => templating.includes(name) && value !== null),
  )
}
