/** A text that is written only as far as it is read, and that knows where it may be cut. */
export type GrowingText = {
  /** The first `length` characters. */
  upTo(length: number): string
  /** The cut at or after a length. */
  cutNear(length: number): number
  cutBefore(cut: number): number
  cutAfter(cut: number): number
}

/** Joins the pieces of a body on demand. Cuts lie at the ends of words, and behind every Chinese character. */
export function growingText(pieces: Iterator<string>): GrowingText {
  let text = ''
  const need = (length: number) => {
    while (text.length < length) {
      const next = pieces.next()
      if (next.done) throw new RangeError('the body of a draft ended')
      text += next.value
    }
  }
  const isCut = (at: number) => at === 0 || isBreak(text, at)
  const cutNear = (length: number) => {
    let cut = Math.max(0, length)
    for (;;) {
      need(cut + 1)
      if (isCut(cut)) return cut
      cut += 1
    }
  }

  return {
    upTo(length) {
      need(length)
      return text.slice(0, length)
    },
    cutNear,
    cutBefore(cut) {
      let at = cut - 1
      while (at > 0 && !isCut(at)) at -= 1
      return Math.max(0, at)
    },
    cutAfter: (cut) => cutNear(cut + 1),
  }
}

function isBreak(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  if (isSpace(before)) return false
  return isSpace(after) || isWide(before) || isWide(after)
}

/** Chinese characters and full-width punctuation, none of which needs a surrogate pair here. */
function isWide(unit: number): boolean {
  return unit >= 0x2e80
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a
}
