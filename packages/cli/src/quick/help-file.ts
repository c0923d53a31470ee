/** Help texts are laid out for this many columns; only a narrower terminal needs another one. */
export const FULL_WIDTH = 80

/**
 * The file with the help text of a command, among those that the build writes.
 *
 * @returns `null` for words that no command has: what a user types must not name another file.
 * @example helpFile(['convergence', 'verify']) // convergence.verify.txt
 */
export function helpFile(words: readonly string[]): string | null {
  if (words.length === 0) return 'sagellm-benchmark.txt'
  return words.every((word) => /^[a-z]+(-[a-z]+)*$/.test(word)) ? `${words.join('.')}.txt` : null
}
