import { symbolBytes } from './bpe.mjs'
import { seededRandom } from './random.mjs'

/** Wide enough that greedy decoding wanders; at GPT-2's own 0.02 random weights repeat one token for ever. */
const SPREAD = 0.3

/**
 * Added to every hidden state's first dimension after the last layer norm. Symbols that must not be printed have a
 * negative first embedding, so their logit falls by the product; all others have 0 there and are not touched.
 */
const GUARD_BIAS = 8
const GUARD_EMBEDDING = -4

/**
 * Random weights in GPT-2's layout and names (Conv1D: input rows by output columns).
 *
 * @param shape - see shape.mjs.
 * @param symbols - the vocabulary in id order, to tell which tokens are whole, printable text.
 * @returns name -> `{ dims, data: Float32Array }`, in file order.
 */
export function randomWeights(shape, symbols, seed) {
  const random = seededRandom(seed)
  const { embedding, layers, vocabulary, positions } = shape
  const tensor = (dims, spread, fill = 0) => ({
    dims,
    data: Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () =>
      spread === 0 ? fill : random.normal() * spread,
    ),
  })

  const weights = {
    'wte.weight': tensor([vocabulary, embedding], SPREAD),
    'wpe.weight': tensor([positions, embedding], SPREAD),
  }
  for (let layer = 0; layer < layers; layer += 1) {
    const name = `h.${layer}`
    weights[`${name}.ln_1.weight`] = tensor([embedding], 0, 1)
    weights[`${name}.ln_1.bias`] = tensor([embedding], 0)
    weights[`${name}.attn.c_attn.weight`] = tensor([embedding, 3 * embedding], SPREAD)
    weights[`${name}.attn.c_attn.bias`] = tensor([3 * embedding], 0)
    weights[`${name}.attn.c_proj.weight`] = tensor([embedding, embedding], SPREAD)
    weights[`${name}.attn.c_proj.bias`] = tensor([embedding], 0)
    weights[`${name}.ln_2.weight`] = tensor([embedding], 0, 1)
    weights[`${name}.ln_2.bias`] = tensor([embedding], 0)
    weights[`${name}.mlp.c_fc.weight`] = tensor([embedding, 4 * embedding], SPREAD)
    weights[`${name}.mlp.c_fc.bias`] = tensor([4 * embedding], 0)
    weights[`${name}.mlp.c_proj.weight`] = tensor([4 * embedding, embedding], SPREAD)
    weights[`${name}.mlp.c_proj.bias`] = tensor([embedding], 0)
  }
  weights['ln_f.weight'] = tensor([embedding], 0, 1)
  weights['ln_f.bias'] = tensor([embedding], 0)

  guardOutput(weights, symbols, embedding)
  return weights
}

/** Makes greedy text printable and keeps special tokens from ever winning, with the model still a plain GPT-2. */
function guardOutput(weights, symbols, embedding) {
  weights['ln_f.weight'].data[0] = 0
  weights['ln_f.bias'].data[0] = GUARD_BIAS
  const table = weights['wte.weight'].data
  for (let id = 0; id < table.length / embedding; id += 1) {
    const symbol = symbols[id]
    table[id * embedding] = symbol !== undefined && isPrintable(symbol) ? 0 : GUARD_EMBEDDING
  }
}

/** Whole UTF-8 characters, none of them a control character. */
function isPrintable(symbol) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(symbolBytes(symbol))
    return !/\p{Cc}/u.test(text)
  } catch {
    return false
  }
}
