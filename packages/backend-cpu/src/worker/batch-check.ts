import { assembleCache } from './cache.js'
import type { CausalModel, ForwardOutput } from './causal-model.js'

/** Quantised exports scale activations over the whole batch, so equal to the last bit is too much to ask. */
const TOLERATED_SHARE_OF_RANGE = 0.05

/**
 * Runs a short row alone and again beside a longer one, padded, then one step on, and compares the logits: some
 * exports ignore the mask or count positions from the left, and would answer differently, silently, in a batch.
 *
 * Also the model's warm-up: the first passes after loading are slow.
 *
 * @returns `null` when batches are sound, else why not.
 */
export async function checkBatching(model: CausalModel): Promise<string | null> {
  const short = pickIds(3, model.vocabularySize)
  const long = pickIds(5, model.vocabularySize)
  const next = [long[4] as number]

  const alone = await model.forward({ ids: [short], realLengths: [3], cache: null })
  const aloneNext = await model.forward({ ids: [next], realLengths: [4], cache: alone.cache })
  if (!model.cacheIsSeparable) return 'its cache cannot be split into rows'

  const padded = [0, 0, ...short]
  const together = await model.forward({ ids: [long, padded], realLengths: [5, 3], cache: null })
  const cache = assembleCache([{ cache: together.cache, rows: [0, 1] }], 5)
  const togetherNext = await model.forward({ ids: [next, next], realLengths: [6, 4], cache })

  const sound = agrees(alone, together) && agrees(aloneNext, togetherNext)
  return sound ? null : 'its answers change when a shorter prompt is padded to share a batch'
}

function pickIds(count: number, vocabularySize: number): number[] {
  return Array.from({ length: count }, (_, at) => (at * 37 + 65) % vocabularySize)
}

function agrees(alone: ForwardOutput, together: ForwardOutput): boolean {
  const expected = alone.logits[0] as Float32Array
  const actual = together.logits[1] as Float32Array
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let worst = 0
  expected.forEach((value, id) => {
    low = Math.min(low, value)
    high = Math.max(high, value)
    worst = Math.max(worst, Math.abs(value - (actual[id] as number)))
  })
  return worst <= TOLERATED_SHARE_OF_RANGE * (high - low)
}
