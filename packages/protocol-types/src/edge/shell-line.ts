/**
 * A word that the shell takes as it is, or in single quotes.
 *
 * @example shellQuoted("it's") // 'it'\''s'
 */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** Words as one line that a shell reads as these words again. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellQuoted).join(' ')
}
