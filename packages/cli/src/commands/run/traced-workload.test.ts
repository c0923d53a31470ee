import type { Trace } from '@sagellm-benchmark/workloads/traces'
import { expect, test } from 'vitest'
import type { RunOptions } from './run-options.js'
import { tracedWorkload } from './traced-workload.js'

const load = { kind: 'trace', arrivalsMs: [0, 1, 2], timeScale: 1, maxConcurrency: null } as never
const options = { trace: 'mixed.jsonl', workload: [] } as unknown as RunOptions

/** A trace of requests that say how long their prompts are, or with `null` nothing. */
const traceOf = (lengths: readonly (number | null)[]) =>
  ({
    ...{ format: 'own', blockSize: null, arrivalsMs: lengths.map((_, at) => at) },
    request: (at: number) => ({ inputTokens: lengths[at], outputTokens: null, messages: null, blocks: 0 }),
  }) as unknown as Trace

test('a trace of times alone gives its arrivals, and one of requests a workload', () => {
  expect(tracedWorkload(options, load, { trace: traceOf([null, null, null]) })).toBeNull()
  expect(tracedWorkload(options, load, { trace: traceOf([10, 20, 30]) })?.[0]).toMatchObject({
    source: 'trace',
    promptTokens: 20,
  })
})

test.each([
  [[null, 20, 30], 1],
  [[10, 20, null], 3],
])('a trace of which some requests say what they are, %j, is refused by the one that does not', (lengths, place) => {
  expect(() => tracedWorkload(options, load, { trace: traceOf(lengths) })).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      message: '--trace cannot be "mixed.jsonl"',
      hint: expect.stringContaining(`its request ${place} in order of arrival says neither its prompt nor how long`),
    }) as Error,
  )
})
