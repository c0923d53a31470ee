import { readFileSync } from 'node:fs'
import { trainBpe } from '../tiny-model/bpe.mjs'
import { seededRandom } from '../tiny-model/random.mjs'

/** Large enough that a decode step takes milliseconds on a CPU, small enough to be made in seconds. */
export const shape = { width: 512, layers: 4, heads: 8, feedForward: 1_024, context: 4_096, epsilon: 1e-5 }

const SYMBOLS = 2_000

export const chatTemplate =
  "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}" +
  '{% if add_generation_prompt %}<|assistant|>{% endif %}'

export const specialTokens = ['<|end|>', '<|system|>', '<|user|>', '<|assistant|>']

/** A byte-level BPE of our own corpus: `symbols` in id order, `merges` as pairs; the special tokens come after the symbols. */
export function tinyVocabulary() {
  return trainBpe(readFileSync(new URL('../tiny-model/corpus.txt', import.meta.url), 'utf8'), SYMBOLS)
}

/**
 * The weights of a Llama, seeded: `{ name, rows, columns, values() }` by Hugging Face's names, row by row. `values` must be called in order.
 * A norm has one row. Greedy answers consist of ASCII tokens alone: half a character shows no text, so that an answer of such
 * tokens would have no first one that a client could see, and a special token would end it early.
 */
export function tinyWeights(tokens) {
  const { width, layers, feedForward } = shape
  const { normal } = seededRandom(20_251)
  const matrix = (name, rows, columns) => {
    const scale = 1 / Math.sqrt(columns)
    return { name, rows, columns, values: () => Float32Array.from({ length: rows * columns }, () => normal() * scale) }
  }
  const ones = (name) => ({ name, rows: 1, columns: width, values: () => new Float32Array(width).fill(1) })

  return [
    matrix('model.embed_tokens.weight', tokens.length, width),
    ...Array.from({ length: layers }, (_, layer) => `model.layers.${layer}`).flatMap((layer) => [
      ones(`${layer}.input_layernorm.weight`),
      ...['q', 'k', 'v', 'o'].map((part) => matrix(`${layer}.self_attn.${part}_proj.weight`, width, width)),
      ones(`${layer}.post_attention_layernorm.weight`),
      matrix(`${layer}.mlp.gate_proj.weight`, feedForward, width),
      matrix(`${layer}.mlp.up_proj.weight`, feedForward, width),
      matrix(`${layer}.mlp.down_proj.weight`, width, feedForward),
    ]),
    ones('model.norm.weight'),
    withoutRows(matrix('lm_head.weight', tokens.length, width), (row) => !ASCII.test(tokens[row])),
  ]
}

/** In the alphabet of the byte-level vocabulary, where `Ġ` is the space; special tokens are in pointed brackets. */
const ASCII = /^(?!<\|)[!-~Ġ]+$/

/** The logit of such a token is 0, which is never the largest. */
function withoutRows({ values, ...rest }, isLeftOut) {
  const { rows, columns } = rest
  return {
    ...rest,
    values: () => {
      const all = values()
      for (let row = 0; row < rows; row += 1) if (isLeftOut(row)) all.fill(0, row * columns, (row + 1) * columns)
      return all
    },
  }
}
