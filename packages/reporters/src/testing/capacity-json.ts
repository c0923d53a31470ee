import { capacityFile, type ProbedLoad, type SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import { someInterval } from './some-interval.js'
import { someHeader, someMetrics } from './some-metrics.js'

/** A search that found its interval, with a load that nobody could judge, and an overload. */
export function capacityJson(): unknown {
  const { createdAt, toolVersion, target, model } = someHeader()
  const slo = ['ttft.p95<200ms', 'errors<1%']
  const probe = (load: number, verdict: ProbedLoad['verdict'], more: Partial<ProbedLoad> = {}): ProbedLoad => ({
    ...{ load, verdict, visits: 1, requests: 800, seconds: 800 / load, overloaded: false, reasons: [] },
    limits: slo.map((limit, at) => ({
      ...{ limit, allowed: at === 0 ? 0.05 : 0.01, value: at === 0 ? (0.05 * load) / 4.4 : 0 },
      verdict: verdict === 'withheld' ? 'undecided' : at === 0 ? verdict : 'meets',
    })),
    ...more,
  })
  const point = (order: number, load: number): SweepPoint => ({
    ...{ id: `0${order}_request-rate-${load}`, order, settings: { 'request-rate': load }, anchor: false },
    ...{ load: `Poisson, ${load} req/s`, measuredAt: createdAt, notStationary: load > 6, withheld: [] },
    metrics: someMetrics({
      avgConcurrency: load,
      outputThroughputTps: 70 * load,
      intervals: { output_throughput_tps: someInterval(70 * load) },
    }),
  })
  return capacityFile.serialize({
    ...{ schemaVersion: 1, kind: 'capacity', createdAt, toolVersion, target, model, simulated: false },
    question: {
      ...{ by: 'rate', slo, confidence: 0.95, precision: 0.2, low: 0.05, high: 256, start: 4, budgetSeconds: 3600 },
    },
    ...{ low: 4, high: 4.7, estimate: 4.4, precisionReached: 0.175, ended: 'found', seconds: 512.4 },
    message: 'The highest load that meets ttft.p95<200ms, errors<1% lies between 4 and 4.7 req/s.',
    probes: [
      probe(4, 'meets'),
      probe(4.7, 'fails'),
      probe(8, 'fails', { overloaded: true }),
      probe(16, 'withheld', { requests: 0, reasons: ['the client was at its limit'] }),
    ],
    points: [point(1, 4), point(2, 8), point(3, 4.7)],
    notices: [],
    command: "sagellm-benchmark capacity --slo 'ttft.p95<200' 'errors<1%'",
  })
}
