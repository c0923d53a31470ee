import type { FigureName } from '@sagellm-benchmark/protocol-types/metrics'
import { mean } from '../statistics/mean.js'
import type { CapturedRounds } from './captured-rounds.js'
import type { HeadlineMetric } from './headline-metrics.js'

/**
 * By how much, as a share, the stamps of a client can move the ratio of a metric, where each stamp is late by 0 to `errorMs`.
 *
 * A time has one stamp, so the times of two targets differ by one error at most. A time between tokens lies between two stamps:
 * two errors, over all of its tokens. What is counted a second moves as the whole answer does.
 *
 * @returns `null` where the rounds do not say how long anything took.
 * @example stampErrorShare(ttft, { baseline, errorMs: 2.3 }) // 0.023, for a TTFT of 100 ms
 */
export function stampErrorShare(
  { name, unit, over, needsTbt }: HeadlineMetric,
  { baseline, errorMs }: { readonly baseline: CapturedRounds; readonly errorMs: number },
): number | null {
  const rounds = over === 'blocks' && baseline.blocks.length > 0 ? baseline.blocks : baseline.rounds
  const average = (figure: FigureName) => mean(rounds.flatMap(({ figures }) => figures[figure] ?? []))
  const share = (ms: number | null, errors: number) => (ms !== null && ms > 0 ? (errors * errorMs) / ms : null)
  const answerMs = average('avg_e2el_ms')
  if (needsTbt) return share(answerMs === null ? null : answerMs - (average('avg_ttft_ms') ?? 0), 2)
  return share(unit === 'ms' ? average(name) : answerMs, 1)
}
