import { comparedLoads, type ComparedLoad } from '@sagellm-benchmark/protocol-types/comparison'
import { expect, test } from 'vitest'
import { fitted } from '../plan/fit-to-context.js'
import { scenario, shapeOf } from './scenarios.js'

const loadOf = (plan: Partial<Parameters<typeof comparedLoads>[0]>) =>
  comparedLoads({ batchSizes: [], loads: [], ...plan })[0] as ComparedLoad
const batchOf = (size: number) => loadOf({ batchSizes: [size] })

const lengths = (name: 'short' | 'long', window: number | null, maxOutputTokens: number | null = null) => {
  const made = scenario(fitted(shapeOf(name, maxOutputTokens), { window, counted: 'prompt' }), batchOf(4))
  return [made.workload.promptTokens, made.workload.outputTokens, made.workload.requestedPromptTokens != null]
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

test('a cap that the user set is what was asked for, and no clamp', () => {
  expect(lengths('long', 4096, 64)).toEqual([2048, 64, false])
  expect(scenario(shapeOf('long', 64), batchOf(1))).toMatchObject({
    requestedPromptTokens: 2048,
    requestedOutputTokens: 64,
  })
})

test('the workload releases one batch a round', () => {
  expect(scenario(shapeOf('short'), batchOf(8)).workload).toMatchObject({
    name: 'short_b8',
    requests: 8,
    load: { kind: 'batch', size: 8 },
  })
})

test('under another load a round is as many requests as were asked for, or as the load needs', () => {
  const closed = loadOf({ loads: [{ kind: 'closed', concurrency: 8, rampUpSeconds: 0 }] })
  const { name, load, batchSize, workload } = scenario(shapeOf('short'), closed)
  expect([name.startsWith('short_'), load, batchSize, workload.requests]).toEqual([true, closed.label, null, 32])
  expect(scenario(shapeOf('short'), closed, 10).workload.requests).toBe(10)
})
