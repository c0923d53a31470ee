import { type ReadinessProcess, readinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import { someHeader } from './some-metrics.js'

/** Two cold starts, and two warm restarts with a burst, of which one did not recover. */
export function readinessJson(): unknown {
  const { createdAt, toolVersion, target, model } = someHeader()
  const start = (id: string, kind: ReadinessProcess['kind'], readinessS: number): ReadinessProcess => ({
    id,
    kind,
    startedAt: createdAt,
    startupMetrics: {
      listeningS: readinessS - 1,
      readinessS,
      notReadyAtS: readinessS - 0.05,
      firstTokenS: readinessS + 0.4,
      firstRequestTtftMs: 380,
      secondRequestTtftMs: 45,
      refusedRequests: 0,
      weightLoadS: readinessS / 2,
      torchCompileS: null,
      graphCaptureS: null,
      engineProfileWarmupS: null,
    },
    sloMetrics: null,
    queueMetrics: null,
    kvStateMetrics: null,
    rawEvidence: { serverLogSha256: 'a'.repeat(64), clientResultSha256: null },
  })
  const withBurst = (process: ReadinessProcess, recoveryS: number | null): ReadinessProcess => ({
    ...process,
    sloMetrics: {
      ...{ burstRequests: 32, steadyRequests: 80, failed: 0, steadyTtftMs: 45, burstTtftMs: 900, worstTtftMs: 2100 },
      ...{ waitingBefore: 1, waitingPeak: 33, queueClearedS: 2.4, burstServedS: 2.1, heldBefore: true },
      ...{ verdict: recoveryS === null ? 'not_recovered' : 'recovered', burstRecoveryS: recoveryS, brokenAtS: 2.5 },
    },
    queueMetrics: {
      queueWaitMs: 410,
      prefillWaitMs: null,
      runningWaitingTimeseries: [0, 24, 9, 0].map((waiting, at) => ({ t: at - 1, running: 8, waiting, kvUsage: null })),
    },
    kvStateMetrics: { kvUsagePeak: 0.7, preemptionCount: 3, evictionCount: null },
    rawEvidence: { ...process.rawEvidence, clientResultSha256: 'b'.repeat(64) },
  })
  const estimate = (figure: string, kind: ReadinessProcess['kind'], [min, max]: [number, number]) => ({
    ...{ figure, kind, n: 2, of: 2, mean: (min + max) / 2, low: null, high: null, min, max },
  })
  return readinessFile.serialize({
    schemaVersion: 1,
    kind: 'readiness',
    ...{ createdAt, toolVersion, target, model, simulated: false, seed: 3 },
    load: {
      ...{ promptTokens: 256, outputTokens: 64, rateRps: 2, steadySeconds: 10 },
      ...{ burstRequests: 32, recoverySeconds: 30, windowRequests: 5 },
    },
    thresholds: ['ttft<=500ms'],
    cacheBoundary: { coldStart: true, coldCommand: 'rm -rf ~/.cache/vllm/torch_compile_cache' },
    pollMs: 50,
    planned: 6,
    processes: [
      start('cold_1', 'cold', 40),
      withBurst(start('warm_1', 'warm', 11), 3),
      start('cold_2', 'cold', 44),
      withBurst(start('warm_2', 'warm', 12), null),
    ],
    estimates: [
      estimate('readiness_s', 'cold', [40, 44]),
      estimate('readiness_s', 'warm', [11, 12]),
      estimate('queue_cleared_s', 'warm', [2.4, 2.4]),
      { ...estimate('burst_recovery_s', 'warm', [3, 3]), n: 1 },
    ],
    warmVsColdImprovementPct: 72.6,
    checks: [
      {
        ...{ name: 'ttft<=500ms after the burst', verdict: 'fails', passed: false },
        sentence: 'ttft<=500ms after the burst: warm_2 did not keep the limits again before the load ended',
      },
    ],
    notices: ['The prompts were counted by estimate.'],
    command: 'sagellm-benchmark readiness --burst 32',
  })
}
