import { aRecord, type RecordSketch } from '@sagellm-benchmark/protocol-types/testing'
import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTimePartsTally } from '../run/time-parts-tally.js'
import { timePartsOf } from './time-parts.js'

const nothing = { clientWaitMs: 0, connectMs: 0, networkMs: 0, queueMs: 0, prefillMs: 0, coalescingMs: 0, unknownMs: 0 }
const engineMetrics = {
  ...{ ttftMs: null, tbtMs: null, tpotMs: null, throughputTps: null },
  ...{ prefillMs: null, decodeMs: null, peakMemMb: null, prefixHitRate: null },
}
const timings = { promptMs: 25, promptTokens: 32, decodeMs: 40, decodeTokens: 5 }
const parts = (sketch: RecordSketch) => timePartsOf(aRecord({ ttftMs: 40, gapMs: 10, ...sketch }))

describe('the parts of a request', () => {
  test('by stamps alone: what came before the first text is unknown', () => {
    expect(parts({ startAt: 12, scheduledAt: 5, sentAt: 14 })).toEqual({
      ...nothing,
      ...{ clientWaitMs: 7, connectMs: 2, decodeMs: 40, unknownMs: 38, engineSays: false },
    })
  })

  test('an engine that says prefill and time to its first token leaves nothing unknown', () => {
    const said = { ...engineMetrics, ttftMs: 35, prefillMs: 20, decodeMs: 38 }
    // 5 ms before the first text and 2 ms after it are neither its queue, nor its prefill, nor its decoding.
    expect(parts({ engineMetrics: said })).toEqual({
      ...nothing,
      ...{ queueMs: 15, prefillMs: 20, decodeMs: 38, networkMs: 7, engineSays: true },
    })
  })

  test('llama.cpp says the prefill, and nothing of a queue', () => {
    expect(parts({ engineTimings: timings })).toEqual({
      ...nothing,
      ...{ prefillMs: 25, decodeMs: 40, unknownMs: 15, engineSays: true },
    })
  })

  test('tokens that came with the first text were decoded before it', () => {
    const record = { tokenAt: [70, 80], outputTokens: 5, tbtMs: 10, tbtBasis: 'chunk_usage' as const }
    expect(parts({ ...record, engineTimings: { ...timings, decodeMs: null } })).toMatchObject({
      ...{ coalescingMs: 30, decodeMs: 10, prefillMs: 25, unknownMs: 15 },
    })
  })

  test('an engine that says more than there was is not believed', () => {
    const impossible = { ...timings, promptMs: 45 }
    expect(parts({ engineTimings: impossible })).toMatchObject({ prefillMs: 0, unknownMs: 40, engineSays: false })
  })

  test('a request that failed has none', () => {
    expect(parts({ errorClass: 'server_error' })).toBeNull()
  })
})

test('whatever stamps and engine say, no part is negative and all add up to the whole time', () => {
  const ms = fc.double({ min: 0, max: 1e5, noNaN: true })
  const said = fc.option(ms)
  const sketch = fc.record({
    ...{ wait: ms, write: ms, toText: ms, gaps: fc.array(ms, { maxLength: 6 }), extra: fc.nat(20) },
    ...{ ttftMs: said, prefillMs: said, decodeMs: said, promptMs: said, timed: fc.boolean(), tbtMs: said },
  })
  fc.assert(
    fc.property(sketch, ({ wait, write, toText, gaps, extra, timed, tbtMs, promptMs, ...says }) => {
      const startAt = 100 + wait
      const sentAt = startAt + write
      const tokenAt = [sentAt + toText]
      for (const gap of gaps) tokenAt.push((tokenAt.at(-1) as number) + gap)
      const record = aRecord({
        ...{ scheduledAt: 100, startAt, sentAt, tokenAt, outputTokens: tokenAt.length + extra },
        ...(tbtMs === null ? {} : { tbtMs, tbtBasis: 'tokenizer' as const }),
        engineMetrics: timed ? null : { ...engineMetrics, ...says },
        engineTimings: timed ? { ...timings, promptMs, decodeMs: says.decodeMs } : null,
      })
      const { engineSays: _, ...all } = timePartsOf(record) as NonNullable<ReturnType<typeof timePartsOf>>
      const values = Object.values(all)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
      const sum = values.reduce((total, each) => total + each, 0)
      expect(sum).toBeCloseTo((record.lastTokenAt as number) - 100, 6)
    }),
    { numRuns: 1000 },
  )
})

describe('the parts of a run', () => {
  const tally = (...sketches: RecordSketch[]) => {
    const made = createTimePartsTally()
    for (const sketch of sketches) made.add(aRecord({ ttftMs: 40, gapMs: 10, ...sketch }))
    return made
  }
  const histogram = (meanMs: number) => ({ metric: 'x', count: 2, meanMs })
  const server = (latencies: object) => ServerCounters.parse({ latencies })

  test('are means over the requests that succeeded, and add up', () => {
    const run = tally({ engineTimings: timings }, {}, { errorClass: 'server_error' }).result(null)
    expect(run).toEqual({
      ...nothing,
      ...{ requests: 2, totalMs: 80, prefillMs: 12.5, decodeMs: 40, unknownMs: 27.5, engineSays: 'requests' },
    })
  })

  test('are divided by the histograms of the server where its answers say nothing', () => {
    expect(tally({}, {}).result(server({ queue: histogram(10), prefill: histogram(25) }))).toMatchObject({
      ...{ queueMs: 10, prefillMs: 25, networkMs: 5, unknownMs: 0, engineSays: 'histograms' },
    })
    expect(tally({}).result(server({ queue: histogram(10) }))).toMatchObject({
      queueMs: 10,
      networkMs: 0,
      unknownMs: 30,
    })
    expect(tally({}).result(server({ queue: histogram(50) }))).toMatchObject({ queueMs: 0, engineSays: 'nothing' })
  })

  test('of nothing are not known', () => {
    expect(tally({ errorClass: 'server_error' }).result(null)).toBeNull()
  })
})
