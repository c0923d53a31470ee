import { cutWithoutSecrets, redactSecrets } from '@sagellm-benchmark/protocol-types/edge'

/** A line of so many words is a sentence; fewer may be a key, or a name and a key. */
const SENTENCE = 3
const KEPT_LINES = 3
const KEPT_CHARACTERS = 400
/** Letters and digits in one word: so look keys, and few words of a sentence. */
const mixed = /(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{6,}/gi

/**
 * The end of what a command for a key wrote to its error output, for a message: its sentences, without secrets. Such a command may write
 * the key itself there, and no rule knows a key that is a plain word. So a line of fewer than three words stays out, and in a
 * sentence every word that it also printed as its output, and every word of letters and digits.
 *
 * @param output - what the command printed besides.
 * @returns `''` where it wrote nothing.
 */
export function errorWords(errors: string, { output = '' }: { readonly output?: string } = {}): string {
  const printed = output.split(/\s+/).filter((word) => word.length > 3)
  const lines = errors.split(/[\r\n]+/).flatMap((line) => line.trim() || [])
  const sentences = lines.filter((line) => line.split(/\s+/).length >= SENTENCE)
  const last = printed.reduce(
    (text, word) => text.replaceAll(word, '[redacted]'),
    redactSecrets(sentences.slice(-KEPT_LINES).join(' / ')),
  )
  // Cut after the secrets are out, because half a key is not recognised.
  const said =
    last === '' ? '' : `; it said: ${cutWithoutSecrets(last.replaceAll(mixed, '[redacted]'), KEPT_CHARACTERS)}`
  const hidden = lines.length - sentences.length
  return hidden === 0 ? said : `${said}; what may be the key on its error output stays out of here`
}
