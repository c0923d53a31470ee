import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { conversationText } from '../tokens/prompt-counter.js'
import type { Counting } from './counting.js'
import type { Draft } from './draft.js'
import { findCut, type FindCutOptions, type FoundCut } from './find-cut.js'
import { type GrowingText, growingText } from './growing-text.js'
import { foreseenTokens, type LengthScale } from './length-scale.js'

export type BuildOptions = {
  /** Tokens that the whole prompt is to have. */
  readonly tokens: number
  /** Text that the prompt begins with, before anything of the draft. */
  readonly opening: string
  readonly form: 'messages' | 'text'
  /** Says where to look first; the counts decide. */
  readonly scale: LengthScale
}

export type BuiltPrompt = {
  readonly input: PromptInput
  /** Its true length, which is `tokens` wherever that can be reached. */
  readonly tokens: number
}

/** Characters a token at most, and some beside them: a count that still wants more (words of a text without spaces) is not followed. */
const MAX_CHARACTERS_A_TOKEN = 16
const sampleRoom = 400
/** Tokens below which a body says nothing. */
const smallestBody = 6
/** Characters of a body that is not counted as a whole for every cut that is tried. */
const longText = 60_000
/** Characters before a cut that are counted with it: no merge of tokens reaches further. */
const margin = 200

/**
 * Cuts the body of a draft so that the whole prompt has exactly the wanted number of tokens, counted on the final text:
 * tokens of pieces do not add up. Where no cut gives that number, the nearest prompt is returned with its true length.
 * Depends on its arguments and the counts alone, so that every worker builds the same text.
 */
export function* buildToLength(draft: Draft, options: BuildOptions): Counting<BuiltPrompt> {
  const { tokens, scale } = options
  const frame = framed(draft, options)
  const empty = frame('')
  if (hasFrame(draft) && foreseenTokens(empty, scale) + smallestBody > 0.7 * tokens) {
    // A frame that leaves no room for the topic is dropped rather than cut.
    const emptyTokens = yield empty
    if (emptyTokens + smallestBody > tokens)
      return yield* buildToLength({ ...draft, turns: [], lead: '', tail: '', body: draft.compact }, options)
  }
  const text = growingText(draft.body)
  const longest = MAX_CHARACTERS_A_TOKEN * tokens + sampleRoom
  const characters = Math.min(longest, (tokens - foreseenTokens(empty, scale)) * scale.charactersPerToken)
  const search: Search = {
    wanted: tokens,
    text,
    start: characters,
    longest,
    charactersPerToken: scale.charactersPerToken,
    language: draft.language,
    bodyAt: ({ cut, closing }) => frame(text.upTo(cut) + closing),
  }
  const found = yield* characters > longText ? findInLongText(search, draft.tail) : findIn(search)
  return { input: search.bodyAt(found), tokens: found.tokens }
}

function hasFrame({ turns, lead, tail }: Draft): boolean {
  return turns.length > 0 || lead !== '' || tail !== ''
}

type Search = Omit<FindCutOptions, 'probe'> & {
  readonly bodyAt: (closing: { readonly cut: number; readonly closing: string }) => PromptInput
}

function findIn(search: Search): Counting<FoundCut> {
  return findCut({
    ...search,
    *probe(closing) {
      return yield search.bodyAt(closing)
    },
  })
}

/** Counts the whole text twice or a little more; what a cut changes is known from the piece of text around it. */
function* findInLongText(search: Search, tail: string): Counting<FoundCut> {
  const { wanted, text, charactersPerToken } = search
  const reference = { cut: text.cutNear(Math.round(search.start)), closing: '' }
  const whole = yield search.bodyAt(reference)
  if (whole === wanted) return { ...reference, tokens: whole }

  const missing = (wanted - whole) * charactersPerToken
  const from = text.cutNear(Math.max(0, Math.round(reference.cut + Math.min(0, 1.5 * missing)) - margin))
  const piece = pieceFrom(text, from, tail)
  const pieceTokens = yield piece(reference)
  const near = yield* findCut({
    ...search,
    start: reference.cut + missing,
    *probe(closing) {
      return whole - pieceTokens + (yield piece(closing))
    },
  })
  const tokens = yield search.bodyAt(near)
  return tokens === wanted ? { ...near, tokens } : yield* findIn({ ...search, start: near.cut })
}

function pieceFrom(text: GrowingText, from: number, tail: string) {
  return ({ cut, closing }: { readonly cut: number; readonly closing: string }): PromptInput => ({
    kind: 'text',
    text: text.upTo(Math.max(from, cut)).slice(from) + closing + tail.slice(0, margin),
  })
}

/** The prompt with a given body. */
export function framed(
  draft: Pick<Draft, 'turns' | 'lead' | 'tail'>,
  { opening, form }: Pick<BuildOptions, 'opening' | 'form'>,
): (body: string) => PromptInput {
  return (body) => {
    const last = (draft.lead === '' ? body.trimStart() : draft.lead + body).concat(draft.tail).trimEnd()
    const messages: ChatMessage[] = [...draft.turns, { role: 'user', content: last }]
    const [first, ...others] = messages as [ChatMessage, ...ChatMessage[]]
    const opened = [{ ...first, content: (opening + first.content).trimEnd() }, ...others]
    if (form === 'text') return { kind: 'text', text: conversationText(opened) }
    return { kind: 'messages', messages: opened }
  }
}
