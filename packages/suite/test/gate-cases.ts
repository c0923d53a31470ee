import { fileOfStarts, perfRegressions } from '@sagellm-benchmark/metrics/verdicts'
import { regressionFile } from '@sagellm-benchmark/protocol-types/comparison'
import { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { readArtifact } from '@sagellm-benchmark/reporters'

/** A scenario of a `perf` file: TTFT 50 ms, TBT 10 ms, known to 1 %. */
export function row(scenario: string, changes: Partial<E2ePerfRow> = {}): E2ePerfRow {
  const { ttftMs = 50, tbtMs = 10 } = changes
  const known = (value: number | null) =>
    value === null ? [] : [{ value, low: value * 0.99, high: value * 1.01, n: 20, method: 'rounds' as const }]
  const [ttft, tbt] = [known(ttftMs), known(tbtMs)]
  return E2ePerfRow.parse({
    ...{ model: 'tiny', precision: 'fp32', scenario, batchSize: 4, mode: 'cpu', ttftMs, tbtMs, throughputTps: null },
    ...{ latencyP50Ms: null, latencyP95Ms: null, latencyP99Ms: null, memoryMb: null },
    ...{
      outputThroughputTps: null,
      requestThroughputRps: null,
      successfulRequests: 100,
      failedRequests: 0,
      rounds: 20,
    },
    ...{ requestedPromptTokens: 128, promptTokens: 128, requestedOutputTokens: 128, outputTokens: 128 },
    ...{ transport: 'raw', stampSource: 'socket_read', simulated: false, effectivePrecision: 'fp32' },
    intervals: { ...(ttft[0] ? { ttft_ms: ttft[0] } : {}), ...(tbt[0] ? { tbt_ms: tbt[0] } : {}) },
    ...changes,
  })
}

export function file(rows: readonly E2ePerfRow[], changes: Partial<E2ePerfFile> = {}): E2ePerfFile {
  const parsed = E2ePerfFile.parse({
    kind: 'e2e',
    summary: { totalRows: rows.length },
    rows,
    machineId: 'm',
    restarts: 1,
  })
  return { ...parsed, ...changes }
}

/** Starts of one target, each slower by a share of its own. */
export function starts(shares: readonly number[], changes: Partial<E2ePerfFile> = {}): E2ePerfFile {
  const files = shares.map((share) =>
    file([row('short', { ttftMs: 50 * (1 + share), tbtMs: 10 * (1 + share) })], changes),
  )
  return fileOfStarts(files as [E2ePerfFile, ...E2ePerfFile[]])
}

export type Checked = {
  readonly baseline?: E2ePerfFile
  readonly current: E2ePerfFile
  readonly expectedChanges?: readonly string[]
}

/** What the gate says of two files: its answer, what it finds in the metrics, and what a reader has to know besides. */
export function checked({ baseline = file([row('short')]), current, expectedChanges = [] }: Checked): string[] {
  const result = perfRegressions({ baseline, current }, { expectedChanges })
  const { answer, findings = [], alerts } = readArtifact(regressionFile.serialize(result), 'summary.json').document()
  // That noise between starts is not known stands in every check of one start each, and once in the list.
  const known =
    baseline.restarts === 1 && current.restarts === 1
      ? alerts.filter((each) => !each.startsWith('Each side was started once'))
      : alerts
  return [
    answer,
    ...findings.filter((each) => !each.startsWith('No single scenario')),
    ...known.map((each) => `! ${each}`),
  ]
}
