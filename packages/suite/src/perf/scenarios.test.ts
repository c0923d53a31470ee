import { expect, test } from 'vitest'
import { scenario } from './scenarios.js'

const lengths = (name: 'short' | 'long', window: number | null, maxOutputTokens?: number) => {
  const made = scenario(name, { batchSize: 4, window, maxOutputTokens })
  return [made.workload.promptTokens, made.workload.outputTokens, made.clamped]
}

test('a window that is large enough, or not known, leaves the original’s lengths', () => {
  expect(lengths('short', 4096)).toEqual([128, 128, false])
  expect(lengths('long', 2570)).toEqual([2048, 512, false])
  expect(lengths('long', null)).toEqual([2048, 512, false])
})

test('a smaller window cuts the prompt first and keeps the output, up to half of the window', () => {
  // 2048 less 512 of output and 10 to spare, as the original has it.
  expect(lengths('long', 2048)).toEqual([1526, 512, true])
  expect(lengths('long', 512)).toEqual([251, 251, true])
  expect(lengths('short', 100)).toEqual([45, 45, true])
  expect(lengths('short', 1)).toEqual([1, 1, true])
})

test('a cap on the output is a clamp too', () => {
  expect(lengths('long', 4096, 64)).toEqual([2048, 64, true])
})

test('the workload releases one batch a round', () => {
  expect(scenario('short', { batchSize: 8, window: null }).workload).toMatchObject({
    name: 'short_b8',
    requests: 8,
    load: { kind: 'batch', size: 8 },
  })
})
