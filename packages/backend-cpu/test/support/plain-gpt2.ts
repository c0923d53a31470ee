import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOnnxWeights } from './onnx-weights.js'

/** What the model says after one position: the most likely id, and how far it leads the second. */
export type Prediction = { readonly tokenId: number; readonly margin: number }

export interface PlainGpt2 {
  /** After every position of `ids` from the one at `first` on, from one pass over all of them. */
  predictions(ids: readonly number[], first: number): Prediction[]
  /** `count` greedy tokens after `ids`; every one from a fresh pass over the whole text so far. */
  greedy(ids: readonly number[], count: number): Prediction[]
}

/**
 * GPT-2 as its paper and reference code define it (Radford et al. 2019): double precision, one row, no cache, no
 * padding, no runtime. What the engine's answers are held against.
 */
export function plainGpt2(folder: string): PlainGpt2 {
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, number>
  const { n_embd: size = 0, n_head: heads = 0, n_layer: layers = 0, layer_norm_epsilon: epsilon = 0 } = config
  const weights = readOnnxWeights(join(folder, 'onnx', 'model.onnx'))
  const weight = (name: string): Float32Array => {
    const found = weights.get(name)
    if (!found) throw new Error(`the model has no ${name}`)
    return found.data
  }
  const norm = (x: Float64Array, name: string) =>
    layerNorm(x, { gain: weight(`${name}.weight`), bias: weight(`${name}.bias`), epsilon })
  const linear = (x: Float64Array, name: string) => affine(x, weight(`${name}.weight`), weight(`${name}.bias`))

  const hiddenStates = (ids: readonly number[]): Float64Array[] => {
    const wte = weight('wte.weight')
    const wpe = weight('wpe.weight')
    const states = ids.map((id, at) =>
      Float64Array.from({ length: size }, (_, i) => Number(wte[id * size + i]) + Number(wpe[at * size + i])),
    )
    for (let layer = 0; layer < layers; layer += 1) {
      const projected = states.map((x) => linear(norm(x, `h.${layer}.ln_1`), `h.${layer}.attn.c_attn`))
      states.forEach((x, at) => {
        addTo(x, linear(attend(projected.slice(0, at + 1), { size, heads }), `h.${layer}.attn.c_proj`))
        const wide = linear(norm(x, `h.${layer}.ln_2`), `h.${layer}.mlp.c_fc`).map(gelu)
        addTo(x, linear(wide, `h.${layer}.mlp.c_proj`))
      })
    }
    return states.map((x) => norm(x, 'ln_f'))
  }
  const predict = (state: Float64Array): Prediction => mostLikely(state, weight('wte.weight'))

  return {
    predictions: (ids, first) => hiddenStates(ids).slice(first).map(predict),
    greedy(ids, count) {
      const text = [...ids]
      return Array.from({ length: count }, () => {
        const next = predict(hiddenStates(text).at(-1) as Float64Array)
        text.push(next.tokenId)
        return next
      })
    },
  }
}

/** The output head is the embedding table, its rows read as directions. */
function mostLikely(state: Float64Array, table: Float32Array): Prediction {
  let best = Number.NEGATIVE_INFINITY
  let second = Number.NEGATIVE_INFINITY
  let tokenId = -1
  for (let id = 0; id < table.length / state.length; id += 1) {
    const logit = state.reduce((sum, x, i) => sum + x * Number(table[id * state.length + i]), 0)
    if (logit > best) {
      second = best
      best = logit
      tokenId = id
    } else if (logit > second) second = logit
  }
  return { tokenId, margin: best - second }
}

/** The last position looks at itself and all before it. Each entry holds query, key and value, one after the other. */
function attend(positions: readonly Float64Array[], { size, heads }: { size: number; heads: number }): Float64Array {
  const mixed = new Float64Array(size)
  const headSize = size / heads
  const query = positions.at(-1) as Float64Array
  for (let head = 0; head < heads; head += 1) {
    const from = head * headSize
    const scores = positions.map((key) => {
      let score = 0
      for (let i = from; i < from + headSize; i += 1) score += Number(query[i]) * Number(key[size + i])
      return score / Math.sqrt(headSize)
    })
    const highest = Math.max(...scores)
    const shares = scores.map((score) => Math.exp(score - highest))
    const total = shares.reduce((sum, share) => sum + share, 0)
    positions.forEach((value, at) => {
      for (let i = from; i < from + headSize; i += 1) {
        mixed[i] = Number(mixed[i]) + (Number(shares[at]) / total) * Number(value[2 * size + i])
      }
    })
  }
  return mixed
}

type Norm = { readonly gain: Float32Array; readonly bias: Float32Array; readonly epsilon: number }

function layerNorm(x: Float64Array, { gain, bias, epsilon }: Norm): Float64Array {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * Number(gain[i]) + Number(bias[i]))
}

/** Rows of `matrix` are inputs, columns outputs (GPT-2's Conv1D). */
function affine(x: Float64Array, matrix: Float32Array, bias: Float32Array): Float64Array {
  const out = Float64Array.from(bias)
  x.forEach((value, row) => {
    for (let column = 0; column < out.length; column += 1) {
      out[column] = Number(out[column]) + value * Number(matrix[row * out.length + column])
    }
  })
  return out
}

function addTo(x: Float64Array, change: Float64Array): void {
  change.forEach((value, i) => {
    x[i] = Number(x[i]) + value
  })
}

/** GPT-2's `gelu_new`. */
function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
}
