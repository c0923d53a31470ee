import type { ModelTokenizer } from '../model/load-tokenizer.js'

/** What one more token adds to the text that a reader has. */
type AssembledPiece = {
  readonly text: string
  /** True where a stop string is complete: generation ends here, and the stop string is not part of the text. */
  readonly stopped: boolean
}

export interface TextAssembler {
  /** @param last - no token follows: whatever was held back comes out. */
  push(tokenId: number, last: boolean): AssembledPiece
}

/** How a decoder shows bytes that are not, or not yet, a character. */
const INCOMPLETE = '\uFFFD'

/**
 * Turns token ids into text piece by piece: holds back the bytes of an unfinished character, and as many characters as
 * might be the beginning of a stop string.
 */
export function createTextAssembler(
  tokenizer: Pick<ModelTokenizer, 'decodeVisible'>,
  stop: readonly string[],
): TextAssembler {
  const stops = stop.filter((each) => each !== '')
  const holdBack = Math.max(0, ...stops.map((each) => each.length - 1))
  const ids: number[] = []
  // Decoding starts a little before the new ids, for a decoder may treat the first token of a text differently.
  let context = 0
  let shown = 0
  let held = ''

  const newText = (last: boolean): string => {
    const before = tokenizer.decodeVisible(ids.slice(context, shown))
    const now = tokenizer.decodeVisible(ids.slice(context))
    if (!last && now.endsWith(INCOMPLETE)) return ''
    context = shown
    shown = ids.length
    return now.slice(before.length)
  }

  return {
    push(tokenId, last) {
      ids.push(tokenId)
      held += newText(last)
      const cut = firstOf(stops, held)
      if (cut !== -1) return { text: held.slice(0, cut), stopped: true }
      const keep = last ? 0 : Math.min(holdBack, held.length)
      const text = held.slice(0, held.length - keep)
      held = held.slice(held.length - keep)
      return { text, stopped: false }
    },
  }
}

/** Where the earliest of the strings begins, or -1. */
function firstOf(strings: readonly string[], text: string): number {
  const places = strings.map((each) => text.indexOf(each)).filter((at) => at !== -1)
  return places.length === 0 ? -1 : Math.min(...places)
}
