import { isTbtUnusable } from '../run/tbt-shares.js'
import type { AggregatedMetrics, ContractResult } from '@sagellm-benchmark/protocol-types/artifacts'

/** The performance contracts of the project's three years. */
export type ContractVersion = 'year1' | 'year2' | 'year3'

type Rule = { readonly check: string; readonly field: keyof AggregatedMetrics; readonly rule: 'at_most' | 'at_least' }

const rules = {
  ttft: { check: 'ttft_ms', field: 'avgTtftMs', rule: 'at_most' },
  tbt: { check: 'tbt_ms', field: 'avgTbtMs', rule: 'at_most' },
  tpot: { check: 'tpot_ms', field: 'avgTpotMs', rule: 'at_most' },
  throughput: { check: 'throughput_tps', field: 'avgThroughputTps', rule: 'at_least' },
  errors: { check: 'error_rate', field: 'errorRate', rule: 'at_most' },
  memory: { check: 'peak_mem_mb', field: 'peakMemMb', rule: 'at_most' },
  prefix: { check: 'prefix_hit_rate', field: 'avgPrefixHitRate', rule: 'at_least' },
  speculation: { check: 'spec_accept_rate', field: 'avgSpecAcceptRate', rule: 'at_least' },
} as const satisfies Record<string, Rule>

/** Limits, inclusive: ms, tokens per second, shares, MB. */
const limits: Record<ContractVersion, Partial<Record<keyof typeof rules, number>>> = {
  year1: { ttft: 100, tbt: 20, tpot: 20, throughput: 50, errors: 0.05, memory: 32_768 },
  year2: { ttft: 50, tbt: 10, tpot: 10, throughput: 100, errors: 0.02, memory: 24_576, prefix: 0.7 },
  year3: { ttft: 30, tbt: 5, tpot: 5, throughput: 200, errors: 0.01, memory: 16_384, prefix: 0.85, speculation: 0.6 },
}

/**
 * Holds the averages of a run against a contract. A value that is not known does not pass: nobody showed that the limit was kept. Neither
 * does a time between tokens that most of the streams do not show well enough.
 *
 * @returns one check a limit, with value, limit and reason under `details`.
 * @example judgeContract('year1', metrics).passed
 */
export function judgeContract(version: ContractVersion, metrics: AggregatedMetrics): ContractResult {
  const results = Object.entries(limits[version]).map(([name, limit]) => {
    const { check, field, rule } = rules[name as keyof typeof rules]
    const value = metrics[field]
    const known = value !== null && Number.isFinite(value)
    const unshown = (name === 'tbt' || name === 'tpot') && isTbtUnusable({ unusable: metrics.tbtUnusableShare })
    const passed = known && !unshown && (rule === 'at_most' ? value <= limit : value >= limit)
    const missed = known ? `${rule === 'at_most' ? 'above' : 'below'} the limit` : 'not measured'
    const reason = passed ? null : unshown ? 'not shown by the streams' : missed
    return { check, passed, detail: { value, limit, rule, reason } }
  })
  const held = results.filter(({ passed }) => passed).length
  const broken = results.filter(({ passed }) => !passed)
  const list = broken.map(({ check, detail }) => `${check} ${detail.reason}`).join(', ')
  return {
    passed: broken.length === 0,
    version,
    checks: Object.fromEntries(results.map(({ check, passed }) => [check, passed])),
    details: Object.fromEntries(results.map(({ check, detail }) => [check, detail])),
    summary: `${held} of ${results.length} checks of ${version} held${list ? `: ${list}` : ''}`,
  }
}
