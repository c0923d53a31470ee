import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { expect, test } from 'vitest'
import { reproductionAnswer } from './judge-reproduction.js'

const verdict = (metric: string, found: ComparisonVerdict['verdict']) =>
  ({ metric, verdict: found }) as ComparisonVerdict
const same = [verdict('avg_ttft_ms', 'equivalent'), verdict('output_throughput_tps', 'equivalent')]

test('a result is reproduced where every mean and rate is the same; a percentile need not be shown to be', () => {
  expect(
    reproductionAnswer([...same, verdict('p99_ttft_ms', 'inconclusive'), verdict('error_rate', 'inconclusive')]),
  ).toBe('reproduced')
})

test('one figure that differs is enough against it, a percentile or an error rate too', () => {
  for (const metric of ['avg_ttft_ms', 'p99_ttft_ms', 'error_rate'])
    for (const found of ['better', 'worse', 'differs'] as const)
      expect(reproductionAnswer([...same, verdict(metric, found)])).toBe('not_reproduced')
})

test('what is not shown either way is undecided', () => {
  expect(reproductionAnswer([...same, verdict('avg_tbt_ms', 'inconclusive')])).toBe('undecided')
  expect(reproductionAnswer([])).toBe('undecided')
})
