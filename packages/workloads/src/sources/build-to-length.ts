import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { conversationText } from '../tokens/prompt-counter.js'
import { type Closing, closings } from './closings.js'
import type { Counting } from './counting.js'
import type { Draft } from './draft.js'
import { growingText } from './growing-text.js'

export type BuildOptions = {
  /** Tokens that the whole prompt is to have. */
  readonly tokens: number
  /** Text that the prompt begins with, before anything of the draft. */
  readonly opening: string
  readonly form: 'messages' | 'text'
  /** Tokens of a piece of text: finds the place to cut, the yielded counts decide. */
  readonly countText: (text: string) => number
}

export type BuiltPrompt = {
  readonly input: PromptInput
  /** Its true length, which is `tokens` wherever that can be reached. */
  readonly tokens: number
}

/** Full counts one prompt may cost; two are usual. */
const maxCounts = 24
/** Characters around a cut that are tokenised again to foresee its effect: a merge never reaches further. */
const margin = 48

/**
 * Cuts the body of a draft so that the whole prompt has exactly the wanted number of tokens, counted on the final text:
 * tokens of pieces do not add up. Where no cut gives that number, the nearest prompt is returned with its true length.
 * Depends on its arguments alone, so that every worker builds the same text.
 */
export function* buildToLength(draft: Draft, options: BuildOptions): Counting<BuiltPrompt> {
  const frame = renderer(draft, options)
  const empty = frame('')
  const emptyTokens = yield empty
  // A frame that leaves no room for the topic is dropped rather than cut.
  if (emptyTokens + smallestBody > options.tokens && draft.compact !== draft.body) {
    return yield* buildToLength({ ...draft, turns: [], lead: '', tail: '', body: draft.compact }, options)
  }
  if (emptyTokens >= options.tokens) return { input: empty, tokens: emptyTokens }
  return yield* search(draft, options, frame, emptyTokens)
}

/** Tokens below which a body says nothing. */
const smallestBody = 6

function* search(
  draft: Draft,
  { tokens, countText }: BuildOptions,
  frame: (body: string) => PromptInput,
  emptyTokens: number,
): Counting<BuiltPrompt> {
  const text = growingText(draft.body)
  const tailStart = draft.tail.slice(0, margin)

  const sample = text.upTo(240)
  const perToken = sample.length / Math.max(1, countText(sample))
  const reference = text.cutNear(Math.round((tokens - emptyTokens) * perToken))
  let input = frame(text.upTo(reference))
  const counted = yield input
  let best: BuiltPrompt = { input, tokens: counted }

  let bias = 0
  /** Tokens the prompt would have with another cut: the first full count, and the change in the text around both cuts. */
  const foresee: Foresee = (cut, closing) => {
    const from = text.cutNear(Math.max(0, Math.min(cut, reference) - margin))
    const window = (end: number, close: string) => countText(text.upTo(end).slice(from) + close + tailStart)
    return counted + bias + window(cut, closing) - window(reference, '')
  }

  const tried = new Set<string>()
  while (best.tokens !== tokens && tried.size < maxCounts) {
    const near = lastCutWithin(text, foresee, { from: reference, tokens, perToken })
    const next = firstFit(closings(text, near, draft.language), (each) => {
      return !tried.has(keyOf(each)) && foresee(each.cut, each.closing) === tokens
    })
    if (!next) break
    tried.add(keyOf(next))
    input = frame(text.upTo(next.cut) + next.closing)
    const now = yield input
    if (Math.abs(now - tokens) < Math.abs(best.tokens - tokens)) best = { input, tokens: now }
    // Where the forecast was wrong, the next one starts from what was learnt.
    bias += now - tokens
  }
  return best
}

function firstFit(candidates: Iterable<Closing>, fits: (each: Closing) => boolean): Closing | null {
  for (const each of candidates) if (fits(each)) return each
  return null
}

function keyOf({ cut, closing }: Closing): string {
  return `${cut}/${closing}`
}

type Foresee = (cut: number, closing: string) => number
type Text = ReturnType<typeof growingText>

/** The longest cut that is foreseen to stay within the wanted length. */
function lastCutWithin(
  text: Text,
  foresee: Foresee,
  { from, tokens, perToken }: { from: number; tokens: number; perToken: number },
): number {
  let cut = from
  // Jump to about the right place first; walk the last few words.
  for (let jump = 0; jump < 6; jump += 1) {
    const missing = tokens - foresee(cut, '')
    if (Math.abs(missing) <= 3) break
    const next = text.cutNear(Math.max(0, cut + Math.round(missing * perToken)))
    if (next === cut) break
    cut = next
  }
  while (cut > 0 && foresee(cut, '') > tokens) cut = text.cutBefore(cut)
  for (let step = 0; step < 64; step += 1) {
    const next = text.cutAfter(cut)
    if (foresee(next, '') > tokens) break
    cut = next
  }
  return cut
}

function renderer(draft: Draft, { opening, form }: BuildOptions): (body: string) => PromptInput {
  return (body) => {
    const last = (draft.lead + body + draft.tail).trimEnd()
    const messages: ChatMessage[] = [...draft.turns, { role: 'user', content: last }]
    const [first, ...others] = messages as [ChatMessage, ...ChatMessage[]]
    const opened = [{ ...first, content: (opening + first.content).trimEnd() }, ...others]
    if (form === 'text') return { kind: 'text', text: conversationText(opened) }
    return { kind: 'messages', messages: opened }
  }
}
