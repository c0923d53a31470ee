/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { tokenizerFromJson } from '../../src/index.js'

const modelFolder = new URL('../../../backend-cpu/models/tiny/', import.meta.url)

/** Byte-level BPE: the embedded model's own tokenizer. */
export function bytePairTokenizer(): Tokenizer {
  const read = (name: string) => readFileSync(fileURLToPath(new URL(name, modelFolder)), 'utf8')
  return tokenizerFromJson({
    name: 'byte pairs',
    tokenizerJson: read('tokenizer.json'),
    tokenizerConfig: read('tokenizer_config.json'),
  })
}

const merges = 't h,▁ t,▁t h,▁th e,i n,in g,e r,▁ a,▁a n,▁an d,o n,▁ o,▁o f,r e,e s,▁ i,▁i n,▁ ▁,一 个,一 下,我 们'
  .split(',')
  .map((pair) => pair.split(' '))

/**
 * The other great family, as SentencePiece makes them: a space belongs to the word behind it, one stands before the
 * text, and a character that the vocabulary lacks costs a token for each of its bytes. Cuts text at other places.
 */
export function sentencePieceTokenizer(): Tokenizer {
  const special = ['<unk>', '<s>', '</s>']
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`)
  const letters = [
    '▁',
    ...Array.from({ length: 94 }, (_, at) => String.fromCodePoint(33 + at)),
    ...'的一个下我们是在有，请',
  ]
  const pieces = [...special, ...bytes, ...letters, ...merges.map((pair) => pair.join(''))]
  const space = { type: 'Replace', pattern: { String: ' ' }, content: '▁' }
  return tokenizerFromJson({
    name: 'sentence pieces',
    tokenizerJson: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map((content, id) => ({ id, content, special: true })),
      normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }, space] },
      pre_tokenizer: null,
      post_processor: null,
      decoder: { type: 'ByteFallback' },
      model: {
        type: 'BPE',
        unk_token: '<unk>',
        byte_fallback: true,
        fuse_unk: true,
        vocab: Object.fromEntries([...new Set(pieces)].map((piece, id) => [piece, id])),
        merges,
      },
    },
  })
}
