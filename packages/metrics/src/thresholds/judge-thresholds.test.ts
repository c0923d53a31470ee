import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { figures } from '@sagellm-benchmark/protocol-types/metrics'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { parseLimit, type Threshold, ThresholdFinding } from '@sagellm-benchmark/protocol-types/thresholds'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aggregate } from '../run/aggregate.js'
import { judgeInterval, keeps } from './judge-interval.js'
import { judgeThreshold } from './judge-threshold.js'
import { judgeThresholds } from './judge-thresholds.js'

function threshold(text: string): Threshold {
  const limit = parseLimit(text, 'test')
  if (limit.of !== 'run') throw new Error(`${text} limits each request`)
  return limit.threshold
}

/** Requests one after the other, TTFT uniform over 100 to 200 ms. */
function requests(n: number, { rounds = 1 }: { readonly rounds?: number } = {}): RequestRecord[] {
  const random = createRandom(7)
  return Array.from({ length: n }, (_, index) => {
    const ttftMs = 100 + 100 * random.uniform()
    return aRecord({ index, round: Math.floor((index * rounds) / n), startAt: index * 1000, ttftMs })
  })
}

describe('a figure with an interval', () => {
  const metrics = aggregate(requests(400, { rounds: 8 }))

  test('holds where the whole interval keeps the limit', () => {
    const finding = judgeThreshold(threshold('ttft.avg<170'), metrics)
    expect(finding).toMatchObject({ verdict: 'holds', basis: 'interval', figure: 'avg_ttft_ms', reason: null })
    expect(ThresholdFinding.parse(finding)).toEqual(finding)
    expect(finding.high).toBeLessThan(170)
  })

  test('fails where none of the interval keeps it', () => {
    expect(judgeThreshold(threshold('ttft.avg<130'), metrics).verdict).toBe('fails')
    expect(judgeThreshold(threshold('output_throughput>6'), metrics).verdict).toBe('fails')
  })

  test('cannot be decided where the limit lies within it', () => {
    const finding = judgeThreshold(threshold('ttft.avg<150'), metrics)
    expect(finding).toMatchObject({ verdict: 'undecided' })
    expect(finding.reason).toContain('narrow the interval')
  })

  test('says of how many answers a time is, where requests failed', () => {
    const failed = aRecord({ index: 400, startAt: 400_000, errorClass: 'server_error' })
    const finding = judgeThreshold(threshold('ttft.avg<170'), aggregate([...requests(400), failed]))
    expect(finding).toMatchObject({ verdict: 'holds', reason: 'of the answers alone: 1 of 401 requests failed' })
  })
})

describe('too little was measured', () => {
  test('for an upper end of a percentile', () => {
    const { verdict, high, reason } = judgeThreshold(threshold('ttft.p99<500'), aggregate(requests(40)))
    expect({ verdict, high }).toEqual({ verdict: 'undecided', high: null })
    expect(reason).toContain('from 368 requests on')
  })

  test('so many requests are enough', () => {
    expect(judgeThreshold(threshold('ttft.p99<500'), aggregate(requests(368))).verdict).toBe('holds')
    expect(judgeThreshold(threshold('ttft.p99<500'), aggregate(requests(367))).verdict).toBe('undecided')
  })

  test('for a rate without rounds', () => {
    const finding = judgeThreshold(threshold('output_throughput>1'), aggregate(requests(40)))
    expect(finding).toMatchObject({ verdict: 'undecided', reason: expect.stringContaining('--repeat 5') })
  })

  test('to show that errors are rare', () => {
    expect(judgeThreshold(threshold('errors<1%'), aggregate(requests(40))).verdict).toBe('undecided')
    expect(judgeThreshold(threshold('errors<1%'), aggregate(requests(400))).verdict).toBe('holds')
  })

  test('at all', () => {
    const finding = judgeThreshold(threshold('peak_mem<1000'), aggregate(requests(40)))
    expect(finding).toMatchObject({ verdict: 'undecided', reason: 'it was not measured' })
  })
})

describe('a fact of the run', () => {
  test('is judged by its value', () => {
    const metrics = aggregate(requests(40))
    const fact = { basis: 'value', reason: 'of this run alone', low: null, high: null }
    expect(judgeThreshold(threshold('ttft.max<201'), metrics)).toMatchObject({ ...fact, verdict: 'holds' })
    expect(judgeThreshold(threshold('ttft.max<150'), metrics)).toMatchObject({ ...fact, verdict: 'fails' })
    expect(judgeThreshold(threshold('errors<=0'), metrics)).toMatchObject({ ...fact, verdict: 'holds' })
  })
})

describe('nothing is decided on what was not measured as it was meant', () => {
  const metrics = aggregate(requests(400))
  const contaminated = { ...metrics, flags: ['cache_contaminated' as const] }

  test('by a cache that answered uninvited: where the prefill is part of the figure', () => {
    expect(judgeThreshold(threshold('ttft.avg<170'), contaminated)).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('prefix cache'),
    })
    expect(judgeThreshold(threshold('errors<1%'), contaminated).verdict).toBe('holds')
  })

  test('by a load that was not kept', () => {
    const finding = judgeThreshold(threshold('ttft.avg<170'), { ...metrics, loadNotKept: ['12 of 16 in flight'] })
    expect(finding).toMatchObject({ verdict: 'undecided', reason: expect.stringContaining('12 of 16 in flight') })
  })
})

describe('a client at its limit stamps late', () => {
  const metrics = aggregate(requests(400, { rounds: 8 }))
  const clientOverhead = { clientSaturated: true, reasons: ['CPU share 1.2'] } as NonNullable<
    typeof metrics.clientOverhead
  >
  const verdictOf = (text: string) => judgeThreshold(threshold(text), { ...metrics, clientOverhead })

  test('so that what holds in spite of it holds, and says so', () => {
    expect(verdictOf('ttft.avg<170')).toMatchObject({
      verdict: 'holds',
      reason: expect.stringContaining('CPU share 1.2'),
    })
    expect(verdictOf('request_throughput>0.5').verdict).toBe('holds')
  })

  test('and what fails may be its own fault', () => {
    expect(verdictOf('ttft.avg<130')).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('at its limit'),
    })
    expect(verdictOf('ttft.avg>130').verdict).toBe('undecided')
    expect(verdictOf('tbt.avg<50').verdict).toBe('undecided')
  })

  test('and an error is an error', () => {
    expect(verdictOf('errors<5%').verdict).toBe('holds')
    expect(verdictOf('errors>5%').verdict).toBe('fails')
  })
})

describe('limits on each request', () => {
  const level = { metric: 'ttft_ms' as const, maxMs: 300 }
  const judge = (records: RequestRecord[], texts: string[] = []) =>
    judgeThresholds(
      { thresholds: texts.map(threshold), eachRequest: [level] },
      aggregate(records, { serviceLevels: [level] }),
    )

  test('hold where every request kept them', () => {
    expect(judge(requests(20))).toMatchObject([
      { threshold: 'ttft<=300ms', verdict: 'holds', basis: 'value', value: 1 },
    ])
  })

  test('are broken by one request, or a failure', () => {
    const slow = aRecord({ index: 20, startAt: 20_000, ttftMs: 301 })
    expect(judge([...requests(20), slow])).toMatchObject([{ verdict: 'fails', value: 20 / 21 }])
    const failed = aRecord({ index: 20, startAt: 20_000, errorClass: 'total_timeout' })
    expect(judge([...requests(20), failed])).toMatchObject([{ verdict: 'fails' }])
  })

  test('are judged by a threshold that says how many must keep them', () => {
    const slow = aRecord({ index: 400, startAt: 400_000, ttftMs: 301 })
    expect(judge([...requests(400), slow], ['slo_attainment>95%'])).toMatchObject([
      { threshold: 'slo_attainment>95%', verdict: 'holds', basis: 'interval' },
    ])
  })
})

test('a limit that holds for an interval holds for each of its values, one that fails for none', () => {
  const value = fc.double({ min: 0, max: 100, noNaN: true })
  const sign = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const)
  fc.assert(
    fc.property(value, value, value, sign, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, limit, sign, at) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      const verdict = judgeInterval({ sign, limit }, { low, high })
      const within = Math.min(high, Math.max(low, low + at * (high - low)))
      if (verdict !== 'undecided') expect(keeps(within, { sign, limit })).toBe(verdict === 'holds')
      expect(judgeInterval({ sign, limit }, { low: null, high: null })).toBe('undecided')
    }),
  )
})

test('every figure of the catalogue can be limited and is judged', () => {
  const metrics = aggregate(requests(400, { rounds: 8 }))
  for (const { name } of figures) {
    const finding = judgeThreshold({ figure: name, sign: '<=', limit: 0.9 }, metrics)
    expect(ThresholdFinding.parse(finding).figure).toBe(name)
    expect(finding.verdict === 'undecided' ? finding.reason : finding.verdict).toBeTruthy()
  }
})
