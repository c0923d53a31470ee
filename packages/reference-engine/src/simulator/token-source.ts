import type { GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { firstWordToken, referenceTokenizer, wordTokenCount } from './reference-tokenizer.js'
import { referenceWords } from './reference-words.js'

export type SimulatedToken = {
  readonly id: number
  /** Empty while a character is incomplete, or while the text might be the beginning of a stop string. */
  readonly text: string
  readonly channel: NonNullable<GenerationStep['channel']>
  readonly finishReason: GenerationStep['finishReason']
}

export type TokenSourceOptions = {
  readonly random: RandomSource
  /** The model's own wish: after so many tokens it would stop. `null` never stops by itself. */
  readonly naturalTokens: number | null
  readonly maxTokens: number
  readonly minTokens: number
  readonly stop: readonly string[]
  /** So many of the first tokens are reasoning. */
  readonly reasoningTokens: number
  readonly asToolCall: boolean
  /** Share of words that are followed by a character outside ASCII. */
  readonly multibyteShare: number
}

/** Two, three and four bytes in UTF-8: tokens of incomplete characters. */
const multibyte = ['é', 'ü', 'ñ', 'ß', '€', '—', '中', '文', '波', '🙂', '🚀']
const utf8 = new TextEncoder()
const encode = referenceTokenizer().encode

/**
 * The tokens of one simulated answer, one call at a time: printable words, punctuation and some characters of several
 * bytes, a pure function of the random stream. Re-encoding the text of an unstopped answer gives exactly these tokens.
 */
export function createTokenSource(options: TokenSourceOptions): () => SimulatedToken {
  const { random, maxTokens, minTokens, asToolCall } = options
  const natural = options.naturalTokens === null ? Number.POSITIVE_INFINITY : Math.max(minTokens, options.naturalTokens)
  const length = Math.max(1, Math.min(maxTokens, natural))
  const closing = asToolCall ? pieces(encode('"}')) : []
  const queue = asToolCall ? pieces(encode('{"text":"')) : []
  const stopAt = stopMatcher(options.stop)
  let produced = 0

  const refill = () => {
    const left = length - produced
    if (closing.length > 0 && left <= closing.length) queue.push(...closing.slice(-left))
    else queue.push(...nextWord(random, left - closing.length, options.multibyteShare))
  }

  return () => {
    if (queue.length === 0) refill()
    const { id, text } = queue.shift() as Piece
    produced += 1
    const reasoning = produced <= options.reasoningTokens
    const last = produced >= length
    const channel = reasoning ? 'reasoning' : asToolCall ? 'tool_arguments' : 'output'
    if (channel !== 'output') return { id, text, channel, finishReason: last ? lengthOrStop() : null }

    const seen = stopAt(text, { armed: produced > minTokens || produced === maxTokens, last })
    const finishReason = seen.stopped ? 'stop' : last ? lengthOrStop() : null
    return { id, text: seen.text, channel, finishReason }
  }

  function lengthOrStop(): 'length' | 'stop' {
    return natural <= maxTokens ? 'stop' : 'length'
  }
}

type Piece = { readonly id: number; readonly text: string }

function nextWord(random: RandomSource, room: number, multibyteShare: number): Piece[] {
  const draw = random.uniform()
  if (draw < multibyteShare) {
    const character = multibyte[random.index(multibyte.length)] as string
    const bytes = [...utf8.encode(character)]
    // Never begun when it cannot be finished: the text of an answer is always well formed.
    if (bytes.length + 1 <= room) {
      const last = bytes.length - 1
      return [{ id: 32, text: ' ' }, ...bytes.map((id, at) => ({ id, text: at === last ? character : '' }))]
    }
  }
  if (draw > 0.92) return [draw > 0.96 ? { id: 46, text: '.' } : { id: 44, text: ',' }]
  const word = random.index(wordTokenCount)
  return [{ id: firstWordToken + word, text: ` ${referenceWords[word]}` }]
}

function pieces(ids: readonly number[]): Piece[] {
  const { decode } = referenceTokenizer()
  return ids.map((id) => ({ id, text: decode([id]) }))
}

/** Cuts the text before a stop string, and holds back what may yet become one. */
function stopMatcher(stops: readonly string[]) {
  let held = ''
  return (text: string, { armed, last }: { armed: boolean; last: boolean }): { text: string; stopped: boolean } => {
    if (stops.length === 0) return { text, stopped: false }
    held += text
    if (armed) {
      const found = Math.min(...stops.map((stop) => held.indexOf(stop)).map((at) => (at < 0 ? held.length + 1 : at)))
      if (found <= held.length) return { text: held.slice(0, found), stopped: true }
    }
    const keep = last || !armed ? 0 : Math.max(...stops.map((stop) => overlap(held, stop)))
    const out = held.slice(0, held.length - keep)
    held = held.slice(held.length - keep)
    return { text: out, stopped: false }
  }
}

/** The length of the longest end of `text` that is a proper beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let size = Math.min(text.length, stop.length - 1); size > 0; size -= 1) {
    if (stop.startsWith(text.slice(text.length - size))) return size
  }
  return 0
}
