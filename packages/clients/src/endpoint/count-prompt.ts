import { BenchError } from '@sagellm-benchmark/protocol-types'
import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { EndpointApi, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { type Ask, type Dialect, field } from '../dialects/define-dialect.js'
import { CHECK_KEY, saidBy } from './answer-words.js'
import type { CallAnswer } from './call.js'
import { createEndpoint, type Endpoint, type EndpointOptions } from './endpoint.js'

/** Counts prompts as a server does. */
export type ServerCounter = {
  /** `prompt`: what it counts is the whole prompt, chat template included; `text`: the text alone. */
  readonly counts: 'prompt' | 'text'
  /** `null` where the server did not answer, or not with a count. @throws BenchError `unavailable` where it refuses the key. */
  count(input: PromptInput): Promise<number | null>
}

/** Hears, in words, what is found on the way to a counter. */
export type CounterEars = {
  /** An answer is late; it is asked for again. @default nobody */
  readonly onSlow?: (text: string) => void
  /** A route is there, and of no use: why. @default nobody */
  readonly onUnusable?: (text: string) => void
}

export type CounterOptions = CounterEars & {
  readonly dialect: Dialect
  readonly model: string
  /** @default 'chat' */
  readonly api?: EndpointApi
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
/** One question is given up after this, and a long text after so much more for each of its bytes. */
const ANSWER_MS = 10_000
const ANSWER_MS_PER_BYTE = 0.05
const FIRST_TRIES = 2

/** A counter over an endpoint that is already open, tried on a short text; `null` where the server does not count. */
export async function openServerCounter(endpoint: Endpoint, options: CounterOptions): Promise<ServerCounter | null> {
  const { dialect, model, api = 'chat', extraBody = {} } = options
  const { tokenize, countMessages } = dialect
  if (!tokenize) return null
  const ask = askOf(endpoint)
  const first = await firstAnswer(endpoint, options)
  const least = counted(tokenize.read(first), probe)
  if (least === null) return null

  // It has counted once: a key that is refused from now on is named, and not a route that gives no count.
  const askAgain = askOf(endpoint, keyRefused)
  const ofText = async (text: string) =>
    counted(tokenize.read(await askAgain(textCall(options, text, api === 'completions'))), text)
  const fields = templateFields(extraBody)
  const ofMessages = async (messages: Messages, by: Ask) =>
    (await countMessages?.count({ messages, model, fields }, by)) ?? null
  const whole = api === 'chat' && countMessages?.offered(first) === true
  const tried = whole ? await ofMessages([{ role: 'user', content: probe }], ask) : null
  const withTemplate = tried !== null && tried >= least
  return {
    counts: withTemplate || api === 'completions' ? 'prompt' : 'text',
    async count(input) {
      if (input.kind === 'tokens') return input.tokenIds.length
      if (input.kind === 'text') return ofText(input.text)
      if (withTemplate) return ofMessages(input.messages, askAgain)
      return ofText(input.messages.map(({ content }) => content).join('\n'))
    },
  }
}

type Messages = Extract<PromptInput, { kind: 'messages' }>['messages']

function textCall({ dialect, model }: Pick<CounterOptions, 'dialect' | 'model'>, text: string, special: boolean) {
  const { method = 'POST' as const, route = '/tokenize', body } = dialect.tokenize ?? {}
  return { method, route, body: body?.(text, model, { special }) }
}

/** The answer's JSON; undefined where the server refused or did not answer, unless `onAnswer` throws. */
function askOf(endpoint: Endpoint, onAnswer: (answer: CallAnswer, route: string) => void = () => {}): Ask {
  return async (call) => {
    const timeoutMs = ANSWER_MS + ANSWER_MS_PER_BYTE * JSON.stringify(call.body ?? '').length
    const answer = await endpoint.call({ ...call, timeoutMs })
    onAnswer(answer, call.route)
    return answer.status === 200 ? answer.json : undefined
  }
}

function keyRefused(answer: CallAnswer, route: string): void {
  if (answer.status !== 401 && answer.status !== 403) return
  throw new BenchError('unavailable', `${route} ${saidBy(answer)}`, { hint: CHECK_KEY })
}

/** The answer to the short text that shows whether there is a tokenizer to ask. A route that is there and of no use is named. */
async function firstAnswer(endpoint: Endpoint, options: CounterOptions): Promise<unknown> {
  const { dialect, api = 'chat', onSlow, onUnusable } = options
  const call = textCall(options, probe, api === 'completions')
  for (let tries = 1; ; tries += 1) {
    const answer = await endpoint.call({ ...call, timeoutMs: ANSWER_MS })
    if (answer.errorClass === 'total_timeout') {
      const waited = `The server's ${call.route} has not answered for ${(tries * ANSWER_MS) / 1000} s`
      if (tries < FIRST_TRIES) {
        onSlow?.(`${waited}; it is asked once more`)
        continue
      }
      onUnusable?.(`${waited} and is not asked again`)
      return undefined
    }
    if (answer.status !== 200) return undefined
    if (isNonsense(answer.json, dialect))
      onUnusable?.(
        `The server's ${call.route} is not believed: it answered ${excerpt(answer.json)} for ${JSON.stringify(probe)}`,
      )
    return answer.json
  }
}

/** Something that is meant as a count and cannot be one: negative, a fraction, none at all. */
function isNonsense(json: unknown, { tokenize }: Dialect): boolean {
  const count = field(json, 'count')
  return (
    counted(tokenize?.read(json) ?? null, probe) === null &&
    (count !== undefined || field(json, 'tokens') !== undefined)
  )
}

const MAX_EXCERPT = 60

function excerpt(json: unknown): string {
  const text = JSON.stringify(json)
  return text.length <= MAX_EXCERPT ? text : `${cutWithoutSecrets(text, MAX_EXCERPT)}...`
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
