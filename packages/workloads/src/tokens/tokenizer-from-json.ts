import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { encodesWordByWord, rememberWords } from './encode-by-words.js'

export type TokenizerFiles = {
  /** Shown in every report that counts with it: the model id, or the folder. */
  readonly name: string
  /** Content of `tokenizer.json`: the text, or what it parses to. */
  readonly tokenizerJson: string | object
  /** Content of `tokenizer_config.json`. @default {} */
  readonly tokenizerConfig?: string | object
}

/**
 * A tokenizer from the two files that a Hugging Face model folder has.
 *
 * @throws BenchError `corrupt_data` when a file is not what its name says.
 * @example tokenizerFromJson({ name: './model', tokenizerJson, tokenizerConfig }).encode('Hello').length
 */
export function tokenizerFromJson({ name, tokenizerJson, tokenizerConfig = {} }: TokenizerFiles): Tokenizer {
  const json = parsed(name, 'tokenizer.json', tokenizerJson)
  const tokenizer = open(name, json, { ...parsed(name, 'tokenizer_config.json', tokenizerConfig) })
  const encode = (text: string) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids)
  return {
    name,
    encode: encodesWordByWord(json) ? rememberWords(encode, json) : encode,
    decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
  }
}

function parsed(name: string, file: string, content: string | object): object {
  let value: unknown = content
  try {
    if (typeof content === 'string') value = JSON.parse(content)
  } catch (cause) {
    throw new BenchError('corrupt_data', `${file} of ${name} is not JSON`, { hint: 'fetch the file again', cause })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new BenchError('corrupt_data', `${file} of ${name} is not a JSON object`, { hint: 'fetch the file again' })
}

function open(name: string, json: object, config: object): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer(json, config)
  } catch (cause) {
    throw new BenchError('corrupt_data', `tokenizer.json of ${name} does not describe a tokenizer that can be opened`, {
      hint: 'give the tokenizer.json of a BPE, WordPiece or Unigram tokenizer',
      cause,
    })
  }
}
