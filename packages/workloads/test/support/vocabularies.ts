import { getEncoding } from 'js-tiktoken'
import llama2 from 'llama-tokenizer-js'
import llama3 from 'llama3-tokenizer-js'

/** How many tokens a text has under a real vocabulary. */
export type CountText = (text: string) => number
/** The tokens themselves. */
export type EncodeText = (text: string) => readonly number[]

function tiktoken(name: 'gpt2' | 'cl100k_base' | 'o200k_base'): EncodeText {
  const encoding = getEncoding(name)
  return (text) => encoding.encode(text, [], [])
}

/** Vocabularies of 32,000 to 200,000 entries as their packages ship them; development only. */
export const encoders: Readonly<Record<string, () => EncodeText>> = {
  'Llama 2, 32k': () => (text) => llama2.encode(text, false, true),
  'GPT-2, 50k': () => tiktoken('gpt2'),
  cl100k: () => tiktoken('cl100k_base'),
  o200k: () => tiktoken('o200k_base'),
  'Llama 3, 128k': () => (text) => llama3.encode(text, { bos: false, eos: false }),
}

/** The same, counting alone. */
export const vocabularies: Readonly<Record<string, () => CountText>> = Object.fromEntries(
  Object.entries(encoders).map(([name, open]) => [
    name,
    () => {
      const encode = open()
      return (text: string) => encode(text).length
    },
  ]),
)
