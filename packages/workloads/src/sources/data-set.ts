import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { conversationText } from '../tokens/prompt-counter.js'
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

export type DataSetSettings = {
  readonly path: string
  readonly repeat: boolean
  /** In the order in which they are sent. Read only as far as needed. */
  readonly items: Iterable<DataSetItem>
}

/**
 * Gives every request of a run the next prompt of a data set, as it stands there: across rounds none is sent twice.
 *
 * @throws BenchError `invalid_argument` where the data set has too few prompts for the plan, or a shared prefix is asked for.
 */
export function openDataSet(settings: DataSetSettings, context: SourceContext): OpenSource {
  const { workload, form, ordinalOf, requestsPlanned } = context
  if (workload.sharedPrefixTokens > 0) {
    const hint = 'a data set is sent as it is; use a prompt family for shared prefixes'
    throw invalidArgument(`sharedPrefixTokens of workload ${workload.name}`, workload.sharedPrefixTokens, hint)
  }
  const itemAt = lookup(settings)
  if (requestsPlanned > 0) itemAt(requestsPlanned - 1)

  return {
    *draw({ phase, round, index }) {
      const { messages, outputTokens } = itemAt(ordinalOf({ phase, round, index }))
      const input: PromptInput =
        form === 'text'
          ? { kind: 'text', text: conversationText(messages) }
          : { kind: 'messages', messages: [...messages] }
      const tokens = yield input
      return { input, tokens, ...(outputTokens === null ? {} : { outputTokens }) }
    },
  }
}

function lookup({ path, repeat, items }: DataSetSettings): (ordinal: number) => DataSetItem {
  const read: DataSetItem[] = []
  const rest = items[Symbol.iterator]()
  return (ordinal) => {
    while (read.length <= ordinal) {
      const next = rest.next()
      if (next.done) break
      read.push(next.value)
    }
    const item = read[repeat && read.length > 0 ? ordinal % read.length : ordinal]
    if (item) return item
    const hint = `${path} has ${read.length} usable prompts: ask for fewer, or set repeat`
    throw invalidArgument('requests', ordinal + 1, hint)
  }
}
