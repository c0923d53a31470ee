import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/**
 * Words of a text as a shell would read them: spaces separate, quotes and backslashes keep together. Nothing is expanded.
 *
 * @throws BenchError `invalid_argument` for a quote that is not closed.
 * @example splitWords(`--a 'b c'`, 'VLLM_EXTRA_ARGS') // ['--a', 'b c']
 */
export function splitWords(text: string, from: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let rest = text
  while (rest !== '') {
    const part = /^(?:(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+))/.exec(rest)
    if (!part) throw invalidArgument(from, text, 'a quote or a backslash is not closed')
    const [whole, space, single, double, escaped, plain] = part
    rest = rest.slice(whole.length)
    if (space !== undefined) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain)
  }
  return word === null ? words : [...words, word]
}
