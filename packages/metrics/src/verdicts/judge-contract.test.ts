import { ContractResult } from '@sagellm-benchmark/protocol-types/artifacts'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { aggregate } from '../run/aggregate.js'
import { judgeContract } from './judge-contract.js'

// TTFT 40 ms, TBT 10 ms, 5 tokens in 80 ms = 62.5 tokens a second.
const metrics = aggregate([aRecord()], { engine: { peakMemMb: 1000 } })

describe('a contract', () => {
  test('holds where every limit is kept', () => {
    const result = judgeContract('year1', metrics)
    expect(result).toMatchObject({ passed: true, version: 'year1', summary: '6 of 6 checks of year1 held' })
    expect(ContractResult.parse(result)).toEqual(result)
  })

  test('includes its limits', () => {
    expect(judgeContract('year1', { ...metrics, avgTtftMs: 100, avgThroughputTps: 50, errorRate: 0.05 }).passed).toBe(
      true,
    )
    expect(judgeContract('year1', { ...metrics, avgTtftMs: 100.001 }).checks.ttft_ms).toBe(false)
  })

  test('names what is broken', () => {
    const result = judgeContract('year2', { ...metrics, avgPrefixHitRate: 0.8 })
    expect(result.passed).toBe(false)
    expect(result.checks).toMatchObject({ ttft_ms: true, tbt_ms: true, throughput_tps: false, prefix_hit_rate: true })
    expect(result.details.throughput_tps).toEqual({
      value: 62.5,
      limit: 100,
      rule: 'at_least',
      reason: 'below the limit',
    })
  })

  test('is not held by a value that nobody measured', () => {
    const result = judgeContract('year1', { ...metrics, peakMemMb: null })
    expect(result.passed).toBe(false)
    expect(result.summary).toBe('5 of 6 checks of year1 held: peak_mem_mb not measured')
  })

  test('is not held by a run in which every request failed', () => {
    const dead = aggregate([aRecord({ errorClass: 'connect_failed' })])
    const { checks } = judgeContract('year1', dead)
    expect(Object.values(checks)).not.toContain(true)
  })

  test('asks for more each year', () => {
    expect(Object.keys(judgeContract('year3', metrics).checks)).toHaveLength(8)
  })
})
