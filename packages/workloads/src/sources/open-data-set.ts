import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { conversationText } from '../tokens/prompt-counter.js'
import type { Counting } from './counting.js'
import type { DrawnPrompt, OpenSource, PromptSlot, SourceContext } from './prompt-source.js'

/** One prompt of a data set. */
export type DataSetItem = {
  readonly input: (round: Pick<PromptSlot, 'phase' | 'round'>) => PromptInput
  /** Tokens that the data set wants generated; `null` where it does not say. */
  readonly outputTokens: number | null
  /** Fields of the request's body that the data set wants. @default none */
  readonly extraBody?: Readonly<Record<string, unknown>> | null
  /** Tokens that a prompt was made to have, where the data set only says how long it is. @default none: it is sent as it was found */
  readonly requestedTokens?: number
}

/** A conversation in the form that the target takes. */
export function promptOf(messages: readonly ChatMessage[], form: SourceContext['form']): PromptInput {
  return form === 'text'
    ? { kind: 'text', text: conversationText(messages) }
    : { kind: 'messages', messages: [...messages] }
}

/** A prompt that is taken whatever its length is. */
export type FoundPrompt = { readonly messages: readonly ChatMessage[]; readonly outputTokens: number | null }

/** The item of a prompt that is sent as it stands. */
export function asItStands(form: SourceContext['form']): (found: FoundPrompt) => Counting<DataSetItem> {
  // biome-ignore lint/correctness/useYield: nothing of it has to be counted to be chosen.
  return function* ({ messages, outputTokens }) {
    return { input: () => promptOf(messages, form), outputTokens }
  }
}

/** Options that every data set takes. */
export const dataSetOptions = {
  path: z.string().min(1).describe('the file'),
  repeat: z
    .boolean()
    .default(false)
    .describe('begin anew when all prompts were sent; a prefix cache then answers from memory'),
}

export type DataSetSettings<Candidate> = {
  readonly path: string
  readonly repeat: boolean
  /** In the order in which they are sent. */
  readonly candidates: readonly Candidate[]
  /** The prompt of a candidate; `null` where it is passed over. Counted only as far as needed. */
  readonly itemOf: (candidate: Candidate) => Counting<DataSetItem | null>
}

/**
 * Gives every request of a run the next prompt of a data set, as it stands there: across rounds none is sent twice.
 *
 * @throws BenchError `invalid_argument` where the data set has too few prompts for the plan, or a shared prefix is asked for.
 */
export function openDataSet<Candidate>(settings: DataSetSettings<Candidate>, context: SourceContext): OpenSource {
  const { workload, ordinalOf, requestsPlanned } = context
  if (workload.sharedPrefixTokens > 0) {
    const hint = 'a data set is sent as it is; use a prompt family for shared prefixes'
    throw invalidArgument(`sharedPrefixTokens of workload ${workload.name}`, workload.sharedPrefixTokens, hint)
  }
  const itemAt = lookup(settings)

  return {
    *prepare() {
      if (requestsPlanned > 0) yield* itemAt(requestsPlanned - 1)
    },
    *draw({ phase, round, index }) {
      const item = yield* itemAt(ordinalOf({ phase, round, index }))
      const input = item.input({ phase, round })
      const tokens = yield input
      return { input, tokens, ...wishesOf(item) }
    },
  }
}

function wishesOf({ outputTokens, extraBody, requestedTokens }: DataSetItem): Omit<DrawnPrompt, 'input' | 'tokens'> {
  return {
    ...(requestedTokens === undefined ? { asFound: true } : { requestedTokens }),
    ...(outputTokens === null ? {} : { outputTokens }),
    ...(extraBody ? { extraBody } : {}),
  }
}

/** Several draws may wait for counts at once: what was judged is noted in order, whoever asked for it. */
function lookup<Candidate>({ path, repeat, candidates, itemOf }: DataSetSettings<Candidate>) {
  const usable: DataSetItem[] = []
  let judged = 0
  return function* itemAt(ordinal: number): Counting<DataSetItem> {
    while (usable.length <= ordinal && judged < candidates.length) {
      const at = judged
      const item = yield* itemOf(candidates[at] as Candidate)
      if (at !== judged) continue
      judged += 1
      if (item !== null) usable.push(item)
    }
    const item = usable[repeat && usable.length > 0 ? ordinal % usable.length : ordinal]
    if (item) return item
    const hint = `${path} has ${usable.length} usable prompts, and those of the warm-up count too: ask for fewer, leave the warm-up out, or let them repeat`
    throw invalidArgument('requests', ordinal + 1, hint)
  }
}
