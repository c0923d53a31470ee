import { expect, test } from 'vitest'
import { type Arrival, simulate, tokensRequest } from '../../test/simulate.js'

const noisy = { noiseCv: 0.2, requestNoiseCv: 0.2, naturalOutputTokens: 12, multibyteShare: 0.2 }
const load: Arrival[] = Array.from({ length: 6 }, (_, at) => ({
  id: `r${at}`,
  atMs: at * 7,
  request: tokensRequest(10 + at, { maxTokens: 30, ignoreEos: false, temperature: at % 2, start: 300 + at * 100 }),
}))
const seen = async (seed: number, arrivals = load) => {
  const { times, textOf } = await simulate({ ...noisy, seed }, arrivals)
  return arrivals.map(({ id }) => ({ id, times: times(id), text: textOf(id) }))
}

test('the same seed and arrivals give the same texts, lengths and times, noise included', async () => {
  expect(await seen(7)).toEqual(await seen(7))
})

test('another seed gives others', async () => {
  const [a, b] = [await seen(7), await seen(8)]
  for (const [at, each] of a.entries()) {
    expect(each.text).not.toBe(b[at]?.text)
    expect(each.times).not.toEqual(b[at]?.times)
  }
})

test('a greedy answer depends on its prompt alone, not on when it came or what ran beside it', async () => {
  const [, , third] = load
  const alone = await seen(7, [{ ...(third as Arrival), id: 'alone', atMs: 90 }])
  expect(alone[0]?.text).toBe((await seen(7))[2]?.text)
})

test('a sampled answer with a seed of its own is repeated, one without differs each time', async () => {
  const sampled = (id: string, seed: number | null): Arrival => ({
    id,
    atMs: 0,
    request: tokensRequest(10, { maxTokens: 20, temperature: 1, seed }),
  })
  const { textOf } = await simulate({}, [sampled('a', 5), sampled('b', 5), sampled('c', null), sampled('d', null)])
  expect(textOf('a')).toBe(textOf('b'))
  expect(textOf('c')).not.toBe(textOf('d'))
})

test('answers that may end by themselves end with stop and at different lengths', async () => {
  const { steps } = await simulate(noisy, load)
  const ends = load.map(({ id }) => steps.get(id)?.at(-1)?.finishReason)
  expect(ends).toContain('stop')
  expect(new Set(load.map(({ id }) => steps.get(id)?.length)).size).toBeGreaterThan(2)
})
