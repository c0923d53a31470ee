import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figures } from '../metrics/figures.js'
import { serviceLevelNames } from '../metrics/service-level-names.js'
import { limitText } from './limit-text.js'
import { parseLimit } from './parse-limit.js'
import type { Limit } from './threshold.js'

const parse = (text: string) => parseLimit(text, '--threshold')

/** What the error of a text says, hint and all. */
function complaint(text: string): string {
  try {
    parse(text)
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint: string }
    expect(code).toBe('invalid_argument')
    return `${message}; ${hint}`
  }
  throw new Error(`${text} was accepted`)
}

describe('a limit on a figure of the run', () => {
  test.each([
    ['ttft.p99<500', 'p99_ttft_ms', '<', 500],
    ['ttft_ms.p99 <= 0.5s', 'p99_ttft_ms', '<=', 500],
    ['TTFT.p(99.9)<2e3us', 'p999_ttft_ms', '<', 2],
    ['p99_ttft_ms<500', 'p99_ttft_ms', '<', 500],
    ['p99_ttft<500', 'p99_ttft_ms', '<', 500],
    ['tbt.mean<50', 'avg_tbt_ms', '<', 50],
    ['e2e.med<2s', 'p50_e2el_ms', '<', 2000],
    ['errors<1%', 'error_rate', '<', 0.01],
    ['errors<0.1%', 'error_rate', '<', 0.001],
    ['error_rate<=0', 'error_rate', '<=', 0],
    ['output_throughput>100', 'output_throughput_tps', '>', 100],
    ['goodput>=2.5rps', 'goodput_rps', '>=', 2.5],
    ['slo_attainment>99%', 'slo_attainment', '>', 0.99],
    ['throughput>20', 'avg_throughput_tps', '>', 20],
    ['itl.max<1s', 'max_itl_ms', '<', 1000],
    ['total_evict_count<10evictions', 'total_evict_count', '<', 10],
  ])('%s', (text, figure, sign, limit) => {
    expect(parse(text)).toEqual({ of: 'run', threshold: { figure, sign, limit } })
  })
})

describe('a limit on each request', () => {
  test.each([
    ['ttft<200', 'ttft_ms', 200],
    ['ttft:200', 'ttft_ms', 200],
    ['ttft_ms<=200ms', 'ttft_ms', 200],
    ['ttft_from_schedule=0.2s', 'ttft_from_schedule_ms', 200],
    ['tpot:50', 'tpot_ms', 50],
    ['e2el:5000', 'e2e_latency_ms', 5000],
    ['e2e_latency_ms<5s', 'e2e_latency_ms', 5000],
  ])('%s', (text, metric, maxMs) => {
    expect(parse(text)).toEqual({ of: 'request', level: { metric, maxMs } })
  })
})

describe('what is no limit is answered with the right form', () => {
  test.each([
    ['', 'write METRIC.STATISTIC<LIMIT'],
    ['p(95)<200', 'write METRIC.STATISTIC<LIMIT'],
    ['200>ttft', 'write METRIC.STATISTIC<LIMIT'],
    ['ttft.p99', 'write METRIC.STATISTIC<LIMIT'],
    ['ttft.p99<-5', 'write METRIC.STATISTIC<LIMIT'],
    ['ttft.p99<NaN', 'write METRIC.STATISTIC<LIMIT'],
    ['ttft.p99<500 and errors<1%', 'write METRIC.STATISTIC<LIMIT'],
    ['ttfb.p99<500', 'there is no metric ttfb'],
    ['ttft.p98<500', 'ttft.p99'],
    ['ttft.p99:500', 'say which side is good: ttft<LIMIT'],
    ['ttft>500', 'say which statistic of ttft: ttft.avg, ttft.p50'],
    ['itl<50', 'say which statistic of itl'],
    ['errors.p99<1%', 'errors is one figure of the run'],
    ['errors<1', 'a share is below 1: write 1% or 0.01'],
    ['errors<5', 'a share is below 1: write 1% or 0.01'],
    ['errors<500%', 'a share is below 1'],
    ['errors<0', 'errors is never below 0: write errors<=0'],
    ['slo_attainment>100%', 'write slo_attainment>=100%'],
    ['ttft.p99<5%', 'the unit of ttft is ms or s'],
    ['ttft<0', 'above 0'],
    ['ttft.p99<1e999', 'a number that a measurement can reach'],
  ])('%s', (text, hint) => {
    expect(complaint(text)).toContain(hint)
  })

  test('whatever the text, the answer is a limit or an error that a user can read', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[a-z_.]{0,9}[<>=:]{0,2}[0-9.e%a-z]{0,9}$/)),
        (text) => {
          try {
            parse(text)
          } catch (error) {
            expect(error).toMatchObject({ code: 'invalid_argument' })
            const { message } = error as Error
            expect(message.length).toBeLessThan(150)
            expect([...message].every((letter) => letter >= ' ')).toBe(true)
          }
        },
      ),
    )
  })
})

test('what is printed reads as the same limit', () => {
  const share = fc.double({ min: 1e-9, max: 0.999, noNaN: true })
  const number = fc.double({ min: 1e-9, max: 1e15, noNaN: true })
  const run = fc
    .record({ figure: fc.constantFrom(...figures), sign: fc.constantFrom('<', '<=', '>', '>='), share, number })
    .map(({ figure: { name, metric }, sign, ...limits }) => ({
      of: 'run' as const,
      threshold: { figure: name, sign, limit: metric.unit === 'share' ? limits.share : limits.number },
    }))
  const request = fc
    .record({ metric: fc.constantFrom(...serviceLevelNames), maxMs: number })
    .map((level) => ({ of: 'request' as const, level }))
  fc.assert(
    fc.property(fc.oneof(run, request), (limit) => {
      expect(parse(limitText(limit as Limit))).toEqual(limit)
    }),
    { numRuns: 1000 },
  )
})

test('no two metrics are printed by the same name', () => {
  const texts = figures.map(({ name }) => limitText({ of: 'run', threshold: { figure: name, sign: '<', limit: 0.5 } }))
  expect(new Set(texts).size).toBe(figures.length)
})
