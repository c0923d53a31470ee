import type { RequestPhase } from '@sagellm-benchmark/protocol-types'
import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'
import type { Counting } from '../sources/counting.js'
import { blockWords } from '../traced/block-words.js'
import { textKeys, type TextKeys, tracedText } from '../traced/traced-text.js'
import { findWordPool, type WordPool } from '../traced/word-pool.js'
import { halves } from '../traces/block-id-column.js'

/** Where a turn stands in its run: what its text hangs on. */
type TurnPlace = {
  readonly phase: RequestPhase
  readonly round: number
  readonly session: number
  /** Which turn of its session, in the order of the list. */
  readonly place: number
}

export type TurnTextsOptions = {
  readonly seed: number
  readonly workload: string
  readonly form: 'messages' | 'text'
  /** Tokens that all sessions of a round begin with. */
  readonly sharedPrefixTokens: number
}

/** Writes the texts of turns that a data set gives as lengths or block ids: exact in tokens, because tokens of the pool's words add up. */
export interface TurnTexts {
  /** New text behind the conversation so far, or the whole prompt of the first turn of one. */
  ofLength(tokens: number, place: TurnPlace & { readonly continues: boolean }): Counting<PromptInput>
  /** The whole prompt by the names of its blocks. */
  ofBlocks(input: Extract<SessionTurn['input'], { kind: 'blocks' }>, place: TurnPlace): Counting<PromptInput>
}

export function createTurnTexts({ seed, workload, form, sharedPrefixTokens }: TurnTextsOptions): TurnTexts {
  const keysOf = keysByRound(seed, workload)
  const asPrompt = (text: string): PromptInput =>
    form === 'text' ? { kind: 'text', text } : { kind: 'messages', messages: [{ role: 'user', content: text }] }
  let pool: WordPool | null = null
  function* poolFound(): Counting<WordPool> {
    pool ??= yield* findWordPool(asPrompt)
    return pool
  }

  return {
    *ofLength(tokens, place) {
      const words = yield* poolFound()
      const keys = keysOf(place)
      const own = (count: number) => wordsOf(ownName(place), { count, pool: words, keys: keys.own })
      if (place.continues) return asNewText(own(tokens - words.leadTokens), form)
      const prefix =
        sharedPrefixTokens > 0
          ? wordsOf(sharedName, { count: sharedPrefixTokens - words.leadTokens, pool: words, keys: keys.shared })
          : null
      const promptOf = (count: number) => withPrefix(prefix, own(count), form)
      // A template puts tokens of its own between the messages: the first count shows how many.
      const guess = Math.max(1, tokens - sharedPrefixTokens - words.fixedTokens)
      const counted = yield promptOf(guess)
      return counted === tokens ? promptOf(guess) : promptOf(Math.max(1, guess + tokens - counted))
    },
    *ofBlocks({ tokens, blockSize, hashIds }, place) {
      const words = yield* poolFound()
      const names = hashIds.map((id) => halves(typeof id === 'number' ? id : BigInt(id)))
      const block = (at: number) => nameOf(...(names[at] as readonly [number, number]))
      const prompt = { blockSize, request: () => ({ blocks: names.length, block }) }
      const { high, low } = ownName(place)
      return asPrompt(tracedText(prompt, (high * 31 + low) >>> 0, { tokens, pool: words, keys: keysOf(place) }))
    },
  }
}

const nameOf = (high: number, low: number) => ({ high, low })
const ownName = ({ session, place }: TurnPlace) => nameOf(session, place)
/** No session has this number. */
const sharedName = nameOf(0xffff_ffff, 0)

function wordsOf(
  name: { readonly high: number; readonly low: number },
  { count, pool, keys }: { readonly count: number; readonly pool: WordPool; readonly keys: TextKeys['own'] },
): string {
  const words: string[] = [pool.lead]
  blockWords(name, { count: Math.max(1, count), pool, keys, into: words })
  return words.join('')
}

function asNewText(text: string, form: 'messages' | 'text'): PromptInput {
  const messages: ChatMessage[] = [{ role: 'user', content: text }]
  return form === 'text' ? { kind: 'text', text: laterText(messages) } : { kind: 'messages', messages }
}

function withPrefix(prefix: string | null, text: string, form: 'messages' | 'text'): PromptInput {
  if (form === 'text') return { kind: 'text', text: prefix === null ? text : `${prefix}\n${text}` }
  const system: ChatMessage[] = prefix === null ? [] : [{ role: 'system', content: prefix }]
  return { kind: 'messages', messages: [...system, { role: 'user', content: text }] }
}

/** Messages behind a conversation that is one text, the reply left open, for endpoints that take no messages. */
export function laterText(messages: readonly ChatMessage[]): string {
  return `${messages.map(({ role, content }) => `\n${speaker[role]}: ${content}`).join('')}\nAssistant:`
}

const speaker = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool' } as const

/** Each round finds a prefix cache cold, as the first one did. */
function keysByRound(seed: number, workload: string): (place: TurnPlace) => TextKeys {
  const known = new Map<string, TextKeys>()
  return ({ phase, round }) => {
    const key = `${phase}-${round}`
    const found = known.get(key) ?? textKeys(seed, 'session', workload, phase, round)
    known.set(key, found)
    return found
  }
}
