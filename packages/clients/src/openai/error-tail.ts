const BEGIN = '[Stream error: '
const words = /^\[Stream error: .*?\(code: [^()]*\)\]/s
/** Longer than any such message; what goes on beyond it is a text. */
const MAX_CHARACTERS = 8192

/** The words that end an answer, and how many of its last pieces hold nothing else. */
export type StatedError = { readonly message: string; readonly pieces: number }

/**
 * Watches the end of an answer for what sageLLM's gateway says when its engine has died: `[Stream error: ... (code: ...)]`, as text, in
 * whatever pieces it comes. Only an answer that ends with these words is an error; a text that goes on after them is a text.
 */
export class ErrorTail {
  /** The end of the answer from where the words may begin; empty while they do not. */
  #text = ''
  #pieces = 0

  /** Whether the words may have begun: the next piece has to be added then; else only one with a bracket. */
  get begun(): boolean {
    return this.#text !== ''
  }

  /** Takes the next piece of the answer; one without a bracket costs nothing while nothing has begun. */
  add(piece: string): void {
    if (this.#text === '' && !piece.includes('[')) return
    const before = this.#text.length
    const joined = this.#text + piece
    const from = beginning(joined)
    if (from < 0 || joined.length - from > MAX_CHARACTERS) this.#text = ''
    else {
      // A piece that holds text before the words is no piece of them.
      const own = joined.slice(before, from).trim() === '' ? 1 : 0
      this.#pieces = from < before ? this.#pieces + 1 : own
      this.#text = joined.slice(from)
    }
  }

  /** What the answer says, where this is its end; `null` for every other answer. */
  stated(): StatedError | null {
    const found = words.exec(this.#text)
    return found ? { message: found[0], pieces: this.#pieces } : null
  }
}

/** A text without such words at its end. */
export function withoutStatedError(text: string): string {
  for (let from = text.indexOf(BEGIN); from >= 0; ) {
    const length = words.exec(text.slice(from))?.[0].length ?? 0
    if (length > 0 && text.slice(from + length).trim() === '') return text.slice(0, from)
    from = text.indexOf(BEGIN, from + Math.max(1, length))
  }
  return text
}

/** Where the words begin that may be the end of a text, or a part of their beginning; -1 where none do. */
function beginning(text: string): number {
  for (let from = text.indexOf(BEGIN); from >= 0; ) {
    const whole = words.exec(text.slice(from))?.[0].length ?? null
    if (whole === null || text.slice(from + whole).trim() === '') return from
    from = text.indexOf(BEGIN, from + whole)
  }
  for (let length = Math.min(BEGIN.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(BEGIN.slice(0, length))) return text.length - length
  return -1
}
