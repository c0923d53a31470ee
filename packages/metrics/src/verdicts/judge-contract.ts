import type { AggregatedMetrics, ContractResult } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Figure, type FigureName, figureNamed, type MetricName } from '@sagellm-benchmark/protocol-types/metrics'
import { isTbtUnusable } from '../run/tbt-shares.js'

/** The performance contracts of the project's three years. */
export type ContractVersion = 'year1' | 'year2' | 'year3'

/** Limits, inclusive: ms, tokens per second, shares, MB. A metric of which less is better may not exceed its limit; another has to reach it. */
const limits: Readonly<Record<ContractVersion, Partial<Record<FigureName, number>>>> = {
  year1: {
    avg_ttft_ms: 100,
    avg_tbt_ms: 20,
    avg_tpot_ms: 20,
    avg_throughput_tps: 50,
    error_rate: 0.05,
    peak_mem_mb: 32_768,
  },
  year2: {
    avg_ttft_ms: 50,
    avg_tbt_ms: 10,
    avg_tpot_ms: 10,
    avg_throughput_tps: 100,
    error_rate: 0.02,
    peak_mem_mb: 24_576,
    avg_prefix_hit_rate: 0.7,
  },
  year3: {
    avg_ttft_ms: 30,
    avg_tbt_ms: 5,
    avg_tpot_ms: 5,
    avg_throughput_tps: 200,
    error_rate: 0.01,
    peak_mem_mb: 16_384,
    avg_prefix_hit_rate: 0.85,
    avg_spec_accept_rate: 0.6,
  },
}

/** A check is named after its metric; these two have names of their own in the contract. */
const ownNames: Readonly<Partial<Record<MetricName, string>>> = {
  avg_prefix_hit_rate: 'prefix_hit_rate',
  avg_spec_accept_rate: 'spec_accept_rate',
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
    const { field, metric } = figureNamed(name) as Figure
    const check = ownNames[metric.wire] ?? metric.wire
    const rule = metric.better === 'lower' ? 'at_most' : 'at_least'
    const value = metrics[field]
    const known = value !== null && Number.isFinite(value)
    const unshown = metric.needsTbt === true && isTbtUnusable({ unusable: metrics.tbtUnusableShare })
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
