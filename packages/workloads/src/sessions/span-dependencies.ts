import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'

/** A recorded call of a model. */
export type Span = {
  readonly id: string
  readonly startMs: number
  readonly endMs: number
  /** Its whole prompt; empty where it was not recorded. */
  readonly messages: readonly ChatMessage[]
  readonly output: string | null
}

export type Dependency = {
  readonly span: Span
  /** Calls whose answers it reads. */
  readonly after: readonly string[]
  /** The call whose prompt and answer its own prompt begins with; one of `after`. */
  readonly continues: string | null
  /** What its prompt holds beyond that. */
  readonly own: readonly ChatMessage[]
}

/** Characters of an answer that are found again by chance: "yes" stands in many prompts. */
const CHANCE = 16

/**
 * Which calls of a trace wait for which: a call waits for those that ended before it began and whose answers stand in its messages.
 *
 * @param spans - in the order of their begin.
 */
export function spanDependencies(spans: readonly Span[]): readonly Dependency[] {
  const conversations = createConversations()
  const earlier: Span[] = []
  return spans.map((span) => {
    const { before, messages } = conversations.longestBefore(span)
    const own = before === null ? span.messages : span.messages.slice(messages)
    const read = earlier.filter((each) => each !== before && each.endMs <= span.startMs && isRead(each, own))
    conversations.add(span)
    earlier.push(span)
    const after = [...(before === null ? [] : [before]), ...read].map(({ id }) => id)
    return { span, after, continues: before?.id ?? null, own }
  })
}

function isRead({ output }: Span, messages: readonly ChatMessage[]): boolean {
  const text = output?.trim() ?? ''
  if (text === '') return false
  return messages.some(({ content }) => content.trim() === text || (text.length >= CHANCE && content.includes(text)))
}

type Node = { readonly next: Map<string, Node>; readonly endedBy: Span[] }

/** Prompts with their answers as a tree of messages, so that a prompt is found by its beginning without comparing it with each. */
function createConversations() {
  const root: Node = { next: new Map(), endedBy: [] }
  const keyOf = ({ role, content }: ChatMessage) => `${role}:${content.trim()}`
  return {
    add(span: Span): void {
      if (span.output === null || span.messages.length === 0) return
      let node = root
      for (const message of [...span.messages, { role: 'assistant' as const, content: span.output }]) {
        const next: Node = node.next.get(keyOf(message)) ?? { next: new Map(), endedBy: [] }
        node.next.set(keyOf(message), next)
        node = next
      }
      node.endedBy.push(span)
    },
    /** The call that a prompt goes on from, and how many of its messages are that call's. The prompt brings at least one of its own. */
    longestBefore({ messages, startMs }: Span): { readonly before: Span | null; readonly messages: number } {
      let node: Node | undefined = root
      let found: { readonly before: Span | null; readonly messages: number } = { before: null, messages: 0 }
      for (const [at, message] of messages.slice(0, -1).entries()) {
        node = node.next.get(keyOf(message))
        if (node === undefined) break
        const before: Span | undefined = node.endedBy.findLast(({ endMs }) => endMs <= startMs)
        if (before) found = { before, messages: at + 1 }
      }
      return found
    },
  }
}
