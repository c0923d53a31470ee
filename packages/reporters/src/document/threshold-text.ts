import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import type { ThresholdFinding } from '@sagellm-benchmark/protocol-types/thresholds'
import { formatNumber, formatShare } from '../text/format-number.js'
import type { ReportCheck } from './report-document.js'

/** What was held against limits, by its name. */
export type Judged = { readonly of: string; readonly thresholds: readonly ThresholdFinding[] }

/**
 * What became of one threshold, in one line.
 *
 * @example 'ttft.p99<500ms holds: 412 ms, 95 % CI 390 .. 431'
 */
export function thresholdSentence({ threshold, figure, verdict, value, low, high, reason }: ThresholdFinding): string {
  const unit = figureNamed(figure)?.metric.unit ?? ''
  const shown = (number: number | null) => (unit === 'share' ? formatShare(number) : formatNumber(number))
  const measured = value === null ? '' : `${shown(value)}${unit === 'share' ? '' : ` ${unit}`}`
  const ends =
    low === null && high === null
      ? ''
      : `, 95 % CI ${low === null ? 'open' : shown(low)} .. ${high === null ? 'open' : shown(high)}`
  const parts = [`${measured}${ends}`, reason ?? ''].filter((part) => part !== '')
  return `${threshold} ${words[verdict]}: ${parts.join('; ')}`
}

const words = { holds: 'holds', fails: 'FAILS', undecided: 'cannot be decided' } as const

/** Every threshold as a check of a report, those that are broken first. */
export function thresholdChecks(judged: readonly Judged[]): ReportCheck[] {
  const checks = judged.flatMap(({ of, thresholds }) =>
    thresholds.map((finding) => ({
      of,
      name: finding.threshold,
      verdict: finding.verdict,
      passed: finding.passed,
      sentence: thresholdSentence(finding),
    })),
  )
  return [...checks.filter(({ passed }) => !passed), ...checks.filter(({ passed }) => passed)]
}

/** The same as sentences, which name the workload where there are several. */
export function checkFindings(checks: readonly ReportCheck[]): string[] {
  const several = new Set(checks.map(({ of }) => of)).size > 1
  return checks.map(({ of, sentence }) => (several ? `${of}: ${sentence}` : sentence))
}
