import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { HistoryJudgement } from '@sagellm-benchmark/protocol-types/history'
import { defaultMargin } from '../comparison/default-margin.js'
import { falseDiscoveries } from './benjamini-hochberg.js'
import { type ChangeTest, changeTest } from './find-changes.js'
import { judgeSeries } from './judge-series.js'

/** The values of one figure, in the order of the runs. */
export type HistoryValues = {
  /** Above 0: levels are compared by their ratio. */
  readonly values: readonly number[]
  readonly better: 'lower' | 'higher' | 'neither'
}

export type JudgeHistoriesOptions = {
  /** Of all series in which a change is found, the share that may have none. @default 0.05 */
  readonly falseDiscoveryRate?: number
  /** Changes up to this share are told, and are not beyond the margin. @default 0.03 */
  readonly margin?: number
}

/**
 * Jump or noise, for each of several histories: changes of level are found by ranks, with the noise from run to run learnt from the series
 * itself, and the share of false ones among the series with a finding is held whatever the number of series.
 *
 * It assumes runs that do not depend on one another, and allows for some dependence; docs/statistics.md says how often it errs, and where it does not hold.
 *
 * @returns one judgement a history, in their order.
 * @throws BenchError `invalid_argument` for a value that is not above 0, or a rate outside (0, 1].
 * @example judgeHistories([{ values: [10, 10.2, 9.9, 10.1, 10, 12.1, 12, 11.9, 12.2, 12], better: 'lower' }])[0]?.changes[0]?.at // 5
 */
export function judgeHistories(
  histories: readonly HistoryValues[],
  options: JudgeHistoriesOptions = {},
): HistoryJudgement[] {
  const steps = judgingHistories(histories, options)
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}

/**
 * The same in steps, one a series and pass, so that whoever runs it can do something else in between, or leave it: thousands of long series take
 * seconds.
 *
 * @throws BenchError as `judgeHistories`, at the first step.
 */
export function* judgingHistories(
  histories: readonly HistoryValues[],
  { falseDiscoveryRate = 0.05, margin = defaultMargin }: JudgeHistoriesOptions = {},
): Generator<undefined, HistoryJudgement[], undefined> {
  if (!(falseDiscoveryRate > 0 && falseDiscoveryRate <= 1))
    throw invalidArgument('falseDiscoveryRate', falseDiscoveryRate, 'give a share such as 0.05')
  const all = histories.map(({ values, better }) => ({ logs: values.map(logOf), better }))
  const tests: (ChangeTest | null)[] = []
  for (const { logs } of all) {
    tests.push(changeTest(logs))
    yield
  }
  const { adjusted, levelInside } = falseDiscoveries(
    tests.map((test) => test?.p ?? null),
    falseDiscoveryRate,
  )
  const independent = falseDiscoveries(
    tests.map((test) => test?.independentP ?? null),
    falseDiscoveryRate,
  ).adjusted
  const judgements: HistoryJudgement[] = []
  for (const [at, { logs, better }] of all.entries()) {
    judgements.push(
      judgeSeries(logs, {
        test: tests[at] ?? null,
        adjustedP: adjusted[at] ?? null,
        adjustedIndependentP: independent[at] ?? null,
        ...{ better, margin, falseDiscoveryRate, levelInside },
      }),
    )
    yield
  }
  return judgements
}

function logOf(value: number): number {
  if (!(value > 0 && Number.isFinite(value))) throw invalidArgument('values', value, 'give values above 0')
  return Math.log(value)
}
