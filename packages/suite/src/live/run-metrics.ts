import { requestMetrics } from '@sagellm-benchmark/metrics'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { Histogram, MetricFamily } from '@sagellm-benchmark/reference-engine'
import type { ProgressSnapshot } from '@sagellm-benchmark/runner/progress'

export type RunMetricsOptions = {
  readonly target: string
  readonly model: string
  readonly seed: number
  /** Called when the page is read. */
  readonly progress: () => ProgressSnapshot
}

/** The figures of a run so far as Prometheus reads them. */
export interface RunMetrics {
  onRecord(record: RequestRecord): void
  /** Prometheus text format 0.0.4. */
  text(): string
}

type Counts = {
  readonly requests: Map<string, number>
  prompt: number
  output: number
  ttft: Histogram
  e2el: Histogram
}

const TTFT_BOUNDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60]
const E2EL_BOUNDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

/**
 * Counts the measured requests of each workload. Warm-up is in no figure, as in the results; what a resumed run had finished before is not
 * counted, because counters are of this process.
 */
export async function createRunMetrics({ target, model, seed, progress }: RunMetricsOptions): Promise<RunMetrics> {
  const { createHistogram, renderPrometheus } = await import('@sagellm-benchmark/reference-engine')
  const workloads = new Map<string, Counts>()
  let simulated = false
  return {
    onRecord(record) {
      if (record.phase === 'warmup') return
      simulated ||= record.simulated
      const counts = workloads.get(record.workload) ?? newCounts(createHistogram)
      workloads.set(record.workload, counts)
      count(counts, record)
    },
    text() {
      const { inFlight, done, total } = progress()
      const families: MetricFamily[] = [
        {
          name: 'sagellm_benchmark_run_info',
          help: 'What is measured',
          type: 'gauge',
          value: [{ labels: { target, model, seed: String(seed) }, value: 1 }],
        },
        gauge('in_flight', 'Requests on their way', inFlight),
        gauge('workload_requests_done', 'Measured requests of the current workload that have ended', done),
        gauge('workload_requests_planned', 'Measured requests of the current workload', total),
        counter('requests_total', 'Measured requests by outcome: ok, or the class of the failure', outcomes(workloads)),
        counter(
          'prompt_tokens_total',
          'Prompt tokens of answered requests',
          each(workloads, ({ prompt }) => prompt),
        ),
        counter(
          'output_tokens_total',
          'Output tokens of answered requests',
          each(workloads, ({ output }) => output),
        ),
        ...[...workloads].flatMap(([workload, { ttft, e2el }]) => [
          histogram('ttft_seconds', 'Time to the first token', { workload, of: ttft }),
          histogram('e2e_latency_seconds', 'Time from the start of a request to the end of its answer', {
            workload,
            of: e2el,
          }),
        ]),
      ]
      return withoutSecrets(renderPrometheus(oneHead(families), { simulated }))
    },
  }
}

function newCounts(createHistogram: (bounds: readonly number[]) => Histogram): Counts {
  return {
    requests: new Map(),
    prompt: 0,
    output: 0,
    ttft: createHistogram(TTFT_BOUNDS),
    e2el: createHistogram(E2EL_BOUNDS),
  }
}

function count(counts: Counts, record: RequestRecord): void {
  const outcome = record.errorClass ?? 'ok'
  counts.requests.set(outcome, (counts.requests.get(outcome) ?? 0) + 1)
  if (record.errorClass !== null) return
  counts.prompt += record.promptTokens ?? 0
  counts.output += record.outputTokens ?? 0
  const { ttftMs, e2eLatencyMs } = requestMetrics(record)
  if (ttftMs !== null) counts.ttft.observe(ttftMs / 1000)
  if (e2eLatencyMs !== null) counts.e2el.observe(e2eLatencyMs / 1000)
}

type Samples = { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]

function outcomes(workloads: ReadonlyMap<string, Counts>): Samples {
  return [...workloads].flatMap(([workload, { requests }]) =>
    [...requests].map(([outcome, value]) => ({ labels: { workload, outcome }, value })),
  )
}

function each(workloads: ReadonlyMap<string, Counts>, pick: (counts: Counts) => number): Samples {
  return [...workloads].map(([workload, counts]) => ({ labels: { workload }, value: pick(counts) }))
}

function gauge(name: string, help: string, value: number | null): MetricFamily {
  return { name: `sagellm_benchmark_${name}`, help, type: 'gauge', value }
}

function counter(name: string, help: string, value: Samples): MetricFamily {
  return { name: `sagellm_benchmark_${name}`, help, type: 'counter', value }
}

function histogram(
  name: string,
  help: string,
  { workload, of }: { readonly workload: string; readonly of: Histogram },
): MetricFamily {
  return { name: `sagellm_benchmark_${name}`, help, type: 'histogram', labels: { workload }, value: of.state() }
}

/** Families of one name follow one another, as the format wants it. */
function oneHead(families: readonly MetricFamily[]): MetricFamily[] {
  const names = [...new Set(families.map(({ name }) => name))]
  return names.flatMap((name) => families.filter((family) => family.name === name))
}
