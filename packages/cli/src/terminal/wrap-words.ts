export type WrapOptions = {
  readonly columns: number
  /** Columns that are left free at the beginning of each piece but the first. @default 0 */
  readonly indent?: number
  /** What a new line may begin with: `--` keeps a flag and its value together. @default any word */
  readonly before?: RegExp
}

/**
 * A line broken between words, so that no piece is wider than the columns; a word that is wider stays whole.
 *
 * @example wrapWords('one two three', { columns: 8, indent: 2 }) // ['one two', '  three']
 */
export function wrapWords(text: string, { columns, indent = 0, before = /^/ }: WrapOptions): string[] {
  const lines: string[] = []
  const [margin = ''] = /^ */.exec(text) ?? []
  let line = margin
  for (const word of piecesOf(text.slice(margin.length), before)) {
    const longer = line.trim() === '' ? `${line}${word}` : `${line} ${word}`
    if (line.trim() !== '' && visibleLength(longer) > columns) {
      lines.push(line)
      line = `${' '.repeat(indent)}${word}`
    } else line = longer
  }
  return [...lines, line]
}

/** The words of a text, each with those after it that no line may begin with. */
function piecesOf(text: string, before: RegExp): string[] {
  return text.split(' ').reduce<string[]>((pieces, word) => {
    const at = pieces.length - 1
    if (at >= 0 && !before.test(word)) pieces[at] = `${pieces[at]} ${word}`
    else pieces.push(word)
    return pieces
  }, [])
}

/** Columns that a text fills: colours fill none. */
export function visibleLength(text: string): number {
  return text.replace(/\u001b\[[0-9;]*m/g, '').length
}
