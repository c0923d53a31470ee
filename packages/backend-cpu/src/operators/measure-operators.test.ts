import { describe, expect, test } from 'vitest'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { defineOperator, operatorCase } from './define-operator.js'
import { loadRuntime } from './load-runtime.js'
import { measureOperators } from './measure-operators.js'
import { measurePeaks } from './measure-peaks.js'
import { callsFor } from './measure-pair.js'

const size = (by: number) =>
  operatorCase({
    shape: '4',
    inputs: { x: [4] },
    weights: {},
    output: [4],
    flops: 8,
    reference: { name: 'Add', build: (graph, { x }) => graph.add('Add', [x, x]) },
    fused: { name: 'Mul', build: (graph, { x }) => graph.add('Mul', [x, graph.scalar(by)]) },
  })
const operator = (by: number) =>
  defineOperator({ name: 'doubled', description: 'x + x', tolerance: 1e-6, sizes: [size(by)], small: size(by) })

const peaks = async () => ({ gflops: 100, gbPerS: 10, callOverheadMs: 0.01, gbPerSAt: async () => 40 })

describe('measuring', () => {
  test('takes as many samples of each form as asked, and what the machine can do', async () => {
    const seen: string[] = []
    const run = await measureOperators({
      iterations: 6,
      warmup: 1,
      operators: [operator(2)],
      peaks,
      onProgress: ({ next }) => seen.push(next),
    })
    const [measured] = run.measurements
    expect(measured?.baselineMs).toHaveLength(6)
    expect(measured?.optimizedMs).toHaveLength(6)
    expect(measured).toMatchObject({ equal: true, maxAbsDifference: 0, flops: 8, bytes: 32, tolerance: 1e-6 })
    expect(measured?.peakGbPerS).toBe(40)
    // What this machine was seen doing is a peak too, whatever was measured before.
    const seenGflops = 8 / (Math.min(...(measured?.baselineMs ?? []), ...(measured?.optimizedMs ?? [])) * 1e6)
    expect(run.peakGflops).toBe(Math.max(100, seenGflops))
    expect(run.runtime).toMatch(/^onnxruntime-node \d/)
    expect(run).toMatchObject({ device: 'cpu', threads: 1, peakGbPerS: 40, callOverheadMs: 0.01 })
    expect(seen).toEqual(["the machine's peak", 'doubled 4'])
  })

  test('forms that compute different things are not equal', async () => {
    const { measurements } = await measureOperators({ iterations: 1, warmup: 0, operators: [operator(2.001)], peaks })
    expect(measurements[0]?.equal).toBe(false)
    expect(measurements[0]?.maxRelDifference).toBeCloseTo(0.0005, 5)
  })

  test('alternates which form comes first', async () => {
    const calls: string[] = []
    const real = loadRuntime()
    let sessions = 0
    const runtime: typeof real = {
      ...real,
      env: real.env,
      Tensor: real.Tensor,
      InferenceSession: {
        async create(model, options) {
          const name = ['A', 'B'][sessions++] as string
          const session = await real.InferenceSession.create(model, options)
          return {
            run: (feeds, results) => {
              calls.push(name)
              return session.run(feeds, results)
            },
            release: () => session.release(),
          }
        },
      },
    }
    // A clock on which a call takes 1 ms: a sample is then two calls.
    let now = 0
    const clock = { now: () => now++, unixMs: () => 0, sleepUntil: async () => {}, setTimer: () => () => {} }
    await measureOperators({ iterations: 4, warmup: 1, operators: [operator(2)], runtime, clock, peaks })
    // One call to check, one to warm up, then samples of two calls each.
    expect(calls.join('')).toBe(`AB${'AB'}${'AABB'}${'BBAA'}${'AABB'}${'BBAA'}`)
  })

  test('ends between two samples when it is asked to', async () => {
    const stop = new AbortController()
    const run = measureOperators({
      operators: [operator(2)],
      peaks,
      signal: stop.signal,
      onProgress: ({ next }) => next === 'doubled 4' && stop.abort('interrupted'),
    })
    await expect(run).rejects.toBe('interrupted')
  })
})

describe('what cannot be measured', () => {
  test('a device that is not there is named, with those that are', async () => {
    await expect(measureOperators({ device: 'cuda' })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('"cuda"'),
      hint: 'available: cpu',
    })
  })

  test('counts below the least are refused by name', async () => {
    await expect(measureOperators({ iterations: 0 })).rejects.toThrow(/iterations/)
    await expect(measureOperators({ warmup: -1 })).rejects.toThrow(/warmup/)
    await expect(measureOperators({ threads: 0.5 })).rejects.toThrow(/threads/)
  })

  test('a missing runtime gives the command that installs it', () => {
    const missing = () => {
      throw Object.assign(new Error("Cannot find module '@huggingface/transformers'"), { code: 'MODULE_NOT_FOUND' })
    }
    expect(() => loadRuntime(missing)).toThrow(/@huggingface\/transformers, which is not installed/)
  })
})

test('the peaks of this machine are measured; a working set of about the same size once', async () => {
  const { gflops, gbPerS, callOverheadMs, gbPerSAt } = await measurePeaks({
    runtime: loadRuntime(),
    threads: 1,
    clock: systemClock(),
    sides: [32],
    largeBytes: 3 * 2 ** 16,
  })
  for (const value of [gflops, gbPerS, callOverheadMs]) expect(value).toBeGreaterThan(0)
  expect(await gbPerSAt(2 ** 16)).toBe(await gbPerSAt(2 ** 16 + 100))
})

test('a sample is as many calls as make it long enough to be timed', () => {
  expect([callsFor(5), callsFor(0.5), callsFor(0.3), callsFor(0.0001), callsFor(0)]).toEqual([1, 4, 7, 1000, 1000])
})
