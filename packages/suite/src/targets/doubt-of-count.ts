import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { shortAndLong } from './learn-template.js'

type Count = (input: PromptInput) => Promise<number | null>

/** Max bytes of a token of ordinary words; its min is one byte. */
const MAX_BYTES_A_TOKEN = 16
/** Tokens by which what a longer text adds may differ from what the server read, as a share and at least. */
const tolerance = { share: 0.25, tokens: 4 }

/**
 * What speaks against a count of prompt tokens, in words. It is tried on a short and a longer text: the same text must give the same count,
 * and the longer one as many more as its bytes can be and as the server's usage of the same two prompts says.
 *
 * @param count - may give `null`: no answer.
 * @param read - what the usage says of a prompt; `null` where nobody says. A usage that does not grow with the text proves nothing.
 * @returns `null` where nothing speaks against it.
 * @example await doubtOfCount({ count: async () => 7, read: async () => null }, 'messages') // 'it counted 7 tokens of 3 words, and 7 of 17'
 */
export async function doubtOfCount(
  { count, read }: { readonly count: Count; readonly read: Count },
  form: 'messages' | 'text',
): Promise<string | null> {
  const { short, long, words, bytes } = shortAndLong(form)
  const [few, many, again] = [await count(short), await count(long), await count(short)]
  if (few === null || many === null || again === null) return 'it stopped answering'
  if (few !== again) return `it counted ${few} tokens of a text, and ${again} of the same text a moment later`
  const grown = many - few
  if (grown < bytes / MAX_BYTES_A_TOKEN || grown > bytes)
    return `it counted ${few} tokens of ${words.short} words, and ${many} of ${words.long}`

  const [fewRead, manyRead] = [await read(short), await read(long)]
  if (fewRead === null || manyRead === null || manyRead <= fewRead) return null
  const grownRead = manyRead - fewRead
  if (Math.abs(grown - grownRead) <= Math.max(tolerance.tokens, tolerance.share * grownRead)) return null
  return `it counted ${grown} tokens more of one text than of another, and usage says that ${grownRead} more were read`
}
