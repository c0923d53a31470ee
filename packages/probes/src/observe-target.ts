import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type {
  EndpointSnapshot,
  EvidenceGap,
  LogProbe,
  TargetEvidence,
} from '@sagellm-benchmark/protocol-types/evidence'
import type { ResourceTelemetry, ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { captureEndpoint, captureSurface, type EndpointAccess } from './endpoint/capture-endpoint.js'
import type { EngineMetrics } from './engines/define-engine-metrics.js'
import { type HostAccess, localHost } from './environment/host-access.js'
import { assessEvidence } from './evidence/assess-evidence.js'
import { captureOf } from './evidence/scan-surfaces.js'
import { followLog } from './logs/follow-log.js'
import { compileMarkers } from './markers/compile-markers.js'
import { defaultMarkerPatterns, type MarkerPatterns } from './markers/marker-patterns.js'
import type { Probe } from './probes/define-probe.js'
import { probes as allProbes } from './probes/index.js'
import { parseMetricPage } from './prometheus/parse-metric-page.js'
import { openResources } from './resources/resource-recorder.js'
import { sampleEvery } from './sampling/sample-every.js'
import { followedPage } from './telemetry/followed-page.js'
import { withSagellmFacts } from './telemetry/sagellm-facts.js'
import { createTelemetryCollector } from './telemetry/server-telemetry.js'

export type ObserveTargetOptions = EndpointAccess & {
  /** Log of the target on this machine. @default null */
  readonly logFile?: string | null
  /** @default defaultMarkerPatterns */
  readonly patterns?: MarkerPatterns
  /** Process of the target on this machine. @default null */
  readonly pid?: number | null
  /** Between two samples of the metrics page and the log; `null` reads only the two ends. @default 1000 */
  readonly intervalMs?: number | null
  /** Between two samples of process and devices, each of which may start a program. @default 5000 */
  readonly resourceIntervalMs?: number
  /** Pause before the first reading and before the last, for engines that write their log and counters late. @default 250 */
  readonly settleMs?: number
  /** @default this machine */
  readonly host?: HostAccess
  /** @default every probe there is */
  readonly probes?: readonly Probe[]
  /** Metric names of engines beside those that the package knows. @default [] */
  readonly engines?: readonly EngineMetrics[]
}

/** A target under observation. */
export interface TargetObserver {
  /** Ends the observation: the second snapshot, the rest of the log, the sums. */
  stop(): Promise<TargetObservation>
}

export type TargetObservation = {
  readonly before: EndpointSnapshot
  readonly after: EndpointSnapshot
  readonly telemetry: ServerTelemetry
  readonly resources: ResourceTelemetry
  /** `null` where no log file was given. */
  readonly logProbe: LogProbe | null
  readonly evidence: TargetEvidence
}

/**
 * Everything that can be known of a target beside the answers to requests. Call it right before the measured phase (after
 * warm-up) and stop it right after: what it reports is what happened in between. What cannot be read is a named gap.
 *
 * @throws BenchError `invalid_argument` for a URL or a pattern that cannot be used; nothing else.
 * @example
 * const observer = await observeTarget({ label: 'after', url: 'http://127.0.0.1:8902/v1', logFile: '/tmp/after.log' })
 * // ... the measured phase ...
 * const { evidence, telemetry } = await observer.stop()
 */
export async function observeTarget(options: ObserveTargetOptions): Promise<TargetObserver> {
  const { label, logFile = null, patterns = defaultMarkerPatterns, clock = systemClock(), probes = allProbes } = options
  const {
    intervalMs = 1000,
    resourceIntervalMs = 5000,
    settleMs = 250,
    host = localHost(),
    pid = null,
    secrets = [],
  } = options
  compileMarkers(patterns)

  // What the warm-up left to be counted is no part of what is measured.
  await pause(clock, settleMs)
  const before = await captureEndpoint({ ...options, moment: 'before' })
  const resources = await openResources({ host, clock, pid }, probes)
  // After the first snapshot, whose own requests may be in the log.
  const log = logFile === null ? null : await followLog({ label, path: logFile, patterns, secrets })
  const telemetry = createTelemetryCollector(options.engines)
  const metrics = followedPage(before, probes)
  const addPage = (body: string | null | undefined) => {
    const page = body == null ? null : parseMetricPage(body)
    if (page) telemetry.add(page, clock.now())
    return page !== null
  }

  const began = metrics !== null && addPage(captureOf(before, metrics.name)?.body)
  await resources.sample()
  const samplings = [
    sampleEvery({ clock, intervalMs: resourceIntervalMs, sample: () => resources.sample() }),
    ...(intervalMs === null ? [] : [sampleEvery({ clock, intervalMs, sample: sampleTarget })]),
  ]

  async function sampleTarget() {
    const [capture] = await Promise.all([metrics && captureSurface(metrics, options), log?.poll()])
    addPage(capture?.body)
  }

  return {
    async stop() {
      await Promise.all(samplings.map((sampling) => sampling.stop()))
      await pause(clock, settleMs)
      await resources.sample()
      const after = await captureEndpoint({ ...options, moment: 'after' })
      const ended = metrics !== null && addPage(captureOf(after, metrics.name)?.body)
      const logProbe = (await log?.finish()) ?? null
      const complete = began && ended
      const gaps = metricGaps({ label, complete }, [before, after])
      return {
        before,
        after,
        telemetry: withSagellmFacts(telemetry.result({ label, complete, intervalMs, gaps }), before, after),
        resources: resources.result(label, resourceIntervalMs),
        logProbe,
        evidence: assessEvidence({ label, before, after, logProbe, patterns }),
      }
    },
  }
}

type Ends = { readonly label: string; readonly complete: boolean }

function metricGaps({ label, complete }: Ends, snapshots: readonly EndpointSnapshot[]): EvidenceGap[] {
  const captured = snapshots.flatMap((snapshot): EvidenceGap[] => {
    const capture = captureOf(snapshot, 'metrics')
    return capture?.gap ? [{ ...capture.gap, message: `${snapshot.moment}: ${capture.gap.message}` }] : []
  })
  const message = 'the metrics page was not read at both ends of the run, so no growth is known'
  return complete ? captured : [{ code: 'missing_metrics_probe', source: label, message }, ...captured]
}

function pause(clock: Clock, ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => void clock.setTimer(ms, resolve)) : Promise.resolve()
}
