import { judgeHistories } from '@sagellm-benchmark/metrics/history'
import { historyFile } from '@sagellm-benchmark/protocol-types/history'

/** The history of two figures over 20 runs: one that jumped with a new version, one that is noise. */
export function historyJson(): unknown {
  const noisy = (level: (at: number) => number) =>
    Array.from({ length: 20 }, (_, at) => level(at) * (1 + (((at * 7) % 11) - 5) / 200))
  const figures = [
    { metric: 'avg_ttft_ms', unit: 'ms', better: 'lower' as const, values: noisy((at) => (at < 12 ? 40 : 50)) },
    { metric: 'output_throughput_tps', unit: 'tok/s', better: 'higher' as const, values: noisy(() => 300) },
  ]
  const judgements = judgeHistories(figures)
  return historyFile.serialize({
    schemaVersion: 1,
    kind: 'history',
    createdAt: '2026-03-21T00:00:00.000Z',
    toolVersion: '0.1.0',
    falseDiscoveryRate: 0.05,
    margin: 0.03,
    failOn: 'worse',
    failWithin: null,
    read: 20,
    passedOver: [{ source: 'notes.json', reason: 'is not a result file that reports are made of' }],
    passedOverCount: 1,
    series: figures.flatMap(({ values, ...figure }, index) => {
      const judgement = judgements[index]
      if (!judgement) return []
      return {
        ...figure,
        ...{
          tool: 'sagellm-benchmark run',
          engine: 'vllm',
          workload: 'Q1',
          model: 'M',
          hardware: null,
          simulated: false,
        },
        points: values.map((value, at) => ({
          value,
          measuredAt: `2026-03-${String(at + 1).padStart(2, '0')}T00:00:00.000Z`,
          source: `nightly/${at}/benchmark_summary.json`,
        })),
        judgement,
        environmentChanges: [{ at: 12, name: 'engine_version', before: '0.10.0', after: '0.11.0' }],
        retest:
          index === 0
            ? {
                at: 12,
                rounds: 6,
                starts: 2,
                command: 'sagellm-benchmark compare --model M --target old=URL --rounds 6',
              }
            : null,
        message: index === 0 ? 'Jump of +25 % worse at run 13.' : 'Nothing but noise in 20 runs.',
        fails: index === 0,
      }
    }),
    notices: [],
    command: 'sagellm-benchmark history ./nightly',
  })
}
