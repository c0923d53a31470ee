import { GenerationRequest, type PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { field } from '../dialects/define-dialect.js'
import type { CounterEars, ServerCounter } from '../endpoint/count-prompt.js'
import type { Endpoint } from '../endpoint/endpoint.js'
import { parseJson } from '../openai/parse-json.js'
import { nativeFields, textOf } from './native-fields.js'

type TextInput = Exclude<PromptInput, { kind: 'tokens' }>

/**
 * Stands before every text that is counted, so that a prefix cache of the engine does not know the prompt when it is measured: such a
 * cache looks texts up from their beginning.
 */
const MARK = '#\n'
/** Texts in several scripts, on which the mark has to add the same. */
const probes = ['one two three', 'Between the rivers', '北方的河流很长', '1984 was']
const ANSWER_MS = 30_000

/**
 * Counts prompts by an engine of sageLLM, which has no route for it: each text is sent for one token, and the start event of the answer
 * says how many were read.
 *
 * @returns `null` where the engine does not say, or where the tokens of a text depend on what stands before it.
 */
export async function openNativeCounter(
  endpoint: Endpoint,
  { model, onUnusable }: { readonly model: string } & CounterEars,
): Promise<ServerCounter | null> {
  const tokensOf = (text: string) => tokensRead(endpoint, { model, text })
  const added: number[] = []
  for (const probe of probes) {
    const [alone, marked] = [await tokensOf(probe), await tokensOf(`${MARK}${probe}`)]
    if (alone === null || marked === null) return null
    added.push(marked - alone)
  }
  const [mark] = added as [number]
  if (added.some((each) => each !== mark)) {
    onUnusable?.(
      `The engine's prompt_tokens cannot be used to count: a mark before a text adds ${added.join(', ')} tokens`,
    )
    return null
  }
  return {
    counts: 'prompt',
    async count(input) {
      if (input.kind === 'tokens') return input.tokenIds.length
      const tokens = await tokensOf(`${MARK}${textOf(input as TextInput, [])}`)
      return tokens === null ? null : tokens - mark
    },
  }
}

/** What an engine says it read of a text. */
async function tokensRead(
  endpoint: Endpoint,
  { model, text }: { readonly model: string; readonly text: string },
): Promise<number | null> {
  const request = GenerationRequest.parse({ input: { kind: 'text', text }, maxTokens: 1, ignoreEos: false })
  const answer = await endpoint.call({
    method: 'POST',
    route: '/completions/stream',
    under: 'base',
    body: nativeFields(request, { model, requestId: 'count' }, []),
    timeoutMs: ANSWER_MS,
  })
  if (answer.status !== 200) return null
  const events = answer.text.split(/\r?\n/).map((line) => parseJson(line.replace(/^data: ?/, '')))
  const tokens = field(
    events.find((event) => field(event, 'event') === 'start'),
    'prompt_tokens',
  )
  return typeof tokens === 'number' && Number.isInteger(tokens) && tokens > 0 ? tokens : null
}
