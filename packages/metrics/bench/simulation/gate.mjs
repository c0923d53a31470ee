import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

const SCENARIOS = ['short_b1', 'short_b4', 'long_b1', 'long_b4']
const TOKENS = 128
/** How far the rounds of one run show its mean: relative standard error. */
const WITHIN = 0.01

/**
 * How often the regression gate sounds on two measurements of the same engine, or of one that is `slower` times as slow.
 *
 * A start multiplies TTFT and TBT by log-normal factors of coefficient of variation `cv`, half of the variance common to all rows of the
 * start and half a row's own; throughputs follow from both.
 *
 * @param library `perfRegressions` and `rowOfStarts`, passed in, so that tests run it on sources.
 * @param starts of the baseline and of the current run.
 * @param tbtAlone whether the time to the first token stays what it is.
 */
export function gateAlarms(
  { perfRegressions, rowOfStarts },
  { cv, starts, slower = 1, tbtAlone = false, seed, repetitions },
) {
  const random = createRandom(seed)
  const [before, after] = starts
  const counts = { alarm: 0, critical: 0, uncorrected: 0 }
  for (let run = 0; run < repetitions; run++) {
    const baseline = measured(random, { cv, starts: before }, rowOfStarts)
    const slow = { ttft: tbtAlone ? 1 : slower, tbt: slower }
    const current = measured(random, { cv, starts: after, slow }, rowOfStarts)
    const { overallStatus, metrics } = perfRegressions({ baseline, current })
    counts.critical += Number(overallStatus === 'critical')
    counts.alarm += Number(overallStatus !== 'acceptable')
    counts.uncorrected += Number(overallStatus !== 'acceptable' || isWorseByItself(metrics))
  }
  return {
    alarm: counts.alarm / repetitions,
    critical: counts.critical / repetitions,
    uncorrected: counts.uncorrected / repetitions,
  }
}

/** Whether TTFT or TBT would sound were it judged as the only one: of two families Holm doubles the smaller p. */
function isWorseByItself({ avg_ttft_ms: ttft, avg_tbt_ms: tbt }) {
  const [one, other] = [ttft, tbt].sort((a, b) => a.adjustedP - b.adjustedP)
  return (one.adjustedP < 0.1 && one.regressionPct > 5) || (other.adjustedP < 0.05 && other.regressionPct > 5)
}

function measured(random, { cv, starts, slow = { ttft: 1, tbt: 1 } }, rowOfStarts) {
  const spread = Math.sqrt(Math.log1p(cv * cv) / 2)
  const made = Array.from({ length: starts }, () => {
    const common = { ttft: spread * sampleNormal(random), tbt: spread * sampleNormal(random) }
    return SCENARIOS.map((scenario) => {
      const of = (name) => Math.exp(common[name] + spread * sampleNormal(random) + WITHIN * sampleNormal(random))
      return row(scenario, { ttftMs: 50 * slow.ttft * of('ttft'), tbtMs: 10 * slow.tbt * of('tbt') })
    })
  })
  const rows = SCENARIOS.map((_, at) => rowOfStarts(made.map((start) => start[at])))
  return { ...emptyFile, rows, restarts: starts }
}

function row(scenario, { ttftMs, tbtMs }) {
  const seconds = (ttftMs + (TOKENS - 1) * tbtMs) / 1000
  const figures = {
    ...{ ttftMs, tbtMs, throughputTps: TOKENS / seconds },
    ...{ outputThroughputTps: TOKENS / seconds, requestThroughputRps: 1 / seconds },
  }
  const wires = {
    ...{ ttft_ms: ttftMs, tbt_ms: tbtMs, throughput_tps: figures.throughputTps },
    ...{ output_throughput_tps: figures.outputThroughputTps, request_throughput_rps: figures.requestThroughputRps },
  }
  const interval = (value) => ({
    ...{ value, low: value * (1 - 1.96 * WITHIN), high: value * (1 + 1.96 * WITHIN), n: 20, method: 'rounds' },
  })
  return {
    ...{ model: 'simulated', precision: 'fp32', scenario, batchSize: 1, load: null, mode: 'simulated', ...figures },
    ...{ latencyP50Ms: null, latencyP95Ms: null, latencyP99Ms: null, memoryMb: null, memoryNote: null },
    ...{ effectiveModel: null, effectivePrecision: null, successfulRequests: 100, failedRequests: 0, rounds: 20 },
    ...{ requestedPromptTokens: 128, promptTokens: 128, requestedOutputTokens: TOKENS, outputTokens: TOKENS },
    ...{ tbtUnusableShare: 0, starts: [], transport: 'raw', stampSource: 'socket_read', simulated: true, flags: [] },
    ...{ serverCounters: null, engineFigures: null },
    intervals: Object.fromEntries(Object.entries(wires).map(([name, value]) => [name, interval(value)])),
  }
}

const emptyFile = {
  ...{ schemaVersion: 1, kind: 'e2e', simulate: true, models: [], batchSizes: [], precisions: [] },
  ...{ createdAt: null, toolVersion: null, machine: null, machineId: 'simulated', seed: null, serverCounters: null },
  ...{ notices: [], command: null, summary: { totalRows: SCENARIOS.length } },
}
