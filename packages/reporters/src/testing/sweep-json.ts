import { type SweepPoint, sweepFile } from '@sagellm-benchmark/protocol-types/sweeps'
import { someInterval } from './some-interval.js'
import { someHeader, someMetrics } from './some-metrics.js'

/** A sweep of four loads: an anchor measured twice, a rate too high, and a point that claims nothing. */
export function sweepJson(): unknown {
  const { createdAt, toolVersion, target, model } = someHeader()
  const at = (order: number, concurrency: number, more: Partial<SweepPoint> = {}): SweepPoint => {
    const speed = (80 * concurrency) / (1 + concurrency / 16)
    return {
      id: `0${order}_concurrency-${concurrency}`,
      order,
      settings: { concurrency },
      anchor: false,
      load: `closed loop, ${concurrency} in flight`,
      measuredAt: createdAt,
      metrics: someMetrics({
        avgConcurrency: concurrency,
        outputThroughputTps: speed,
        intervals: { output_throughput_tps: someInterval(speed) },
      }),
      notStationary: false,
      withheld: [],
      ...more,
    }
  }
  return sweepFile.serialize({
    schemaVersion: 1,
    kind: 'sweep',
    createdAt,
    toolVersion,
    target,
    model,
    simulated: false,
    seed: 3,
    gpus: null,
    planned: 6,
    points: [
      at(1, 2, { anchor: true }),
      at(2, 8),
      at(3, 16, { notStationary: true, metrics: null }),
      at(4, 4, { withheld: ['the client was at its limit'] }),
      at(5, 2, { anchor: true }),
    ],
    frontier: [
      { id: '01_concurrency-2', standing: 'near' },
      { id: '02_concurrency-8', standing: 'frontier' },
    ],
    knees: [
      {
        series: '',
        inFlight: { value: 5.2, low: 4.1, high: 6.4 },
        maxRateRps: { value: 12.3, low: 11.2, high: 13.1 },
        minAnswerS: { value: 0.42, low: 0.4, high: 0.45 },
        message: 'throughput stops to grow at 5.2 requests in flight',
      },
    ],
    drift: [{ figure: 'output_throughput_tps', ratio: 1.02, drifted: false }],
    notices: ['One of the points was measured anew.'],
    command: 'sagellm-benchmark sweep --concurrency 2,4,8,16',
  })
}
