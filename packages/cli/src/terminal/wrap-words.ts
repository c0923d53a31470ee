/**
 * A line broken between words, so that no piece is wider than the columns; a word that is wider stays whole.
 *
 * @param columns - of the terminal; `indent` of them are left free at the beginning of each piece but the first.
 * @example wrapWords('one two three', { columns: 8, indent: 2 }) // ['one two', '  three']
 */
export function wrapWords(
  text: string,
  { columns, indent = 0 }: { readonly columns: number; /** @default 0 */ readonly indent?: number },
): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line.trim() !== '' && visibleLength(longer) > columns) {
      lines.push(line)
      line = `${' '.repeat(indent)}${word}`
    } else line = longer
  }
  return [...lines, line]
}

/** Columns that a text fills: colours fill none. */
export function visibleLength(text: string): number {
  return text.replace(/\u001b\[[0-9;]*m/g, '').length
}
