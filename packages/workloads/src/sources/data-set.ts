import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { conversationText } from '../tokens/prompt-counter.js'
import type { Counting } from './counting.js'
import type { OpenSource, SourceContext } from './prompt-source.js'

/** One prompt of a data set. */
export type DataSetItem = {
  readonly messages: readonly ChatMessage[]
  /** Tokens that the data set wants generated; `null` where it does not say. */
  readonly outputTokens: number | null
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
  const { workload, form, ordinalOf, requestsPlanned } = context
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
      const { messages, outputTokens } = yield* itemAt(ordinalOf({ phase, round, index }))
      const input: PromptInput =
        form === 'text'
          ? { kind: 'text', text: conversationText(messages) }
          : { kind: 'messages', messages: [...messages] }
      const tokens = yield input
      return { input, tokens, asFound: true, ...(outputTokens === null ? {} : { outputTokens }) }
    },
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
