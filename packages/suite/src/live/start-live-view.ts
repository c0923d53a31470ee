import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { RunObserver } from '@sagellm-benchmark/runner'
import type { ProgressSnapshot } from '@sagellm-benchmark/runner/progress'
import { alertsOf, createLiveFeed, type LiveUpdate, livePage } from '@sagellm-benchmark/reporters/live'
import { startLiveServer } from './live-server.js'
import { createRunMetrics, type RunMetricsOptions } from './run-metrics.js'

export type LiveView = {
  readonly url: string
  /** Give it to the run, so that it sees the records. */
  readonly observer: RunObserver
  close(): Promise<void>
}

export type LiveViewOptions = {
  readonly title: string
  /** Model, target and seed on one line. */
  readonly subtitle: string
  /** Of the target: what every artifact says of it too. */
  readonly flags: readonly FlagName[]
  readonly notices: readonly string[]
  readonly about: Omit<RunMetricsOptions, 'progress'>
  /** Called at each update. */
  readonly progress: () => ProgressSnapshot
}

/** Opens a page on the loopback address that shows a run while it goes on; close it when the run is over. */
export async function startLiveView(options: LiveViewOptions): Promise<LiveView> {
  const feed = createLiveFeed()
  const metrics = await createRunMetrics({ ...options.about, progress: options.progress })
  // What is known only at the end of a workload.
  const judged = new Set<string>()
  const server = await startLiveServer({
    metrics: metrics.text,
    page: livePage({ title: options.title, subtitle: options.subtitle }),
    updateAfter(from, { ended }) {
      const { requests, next } = feed.after(from)
      const {
        workload,
        done,
        total,
        failed,
        cancelledByRun,
        inFlight,
        rateRps,
        outputTokensPerSecond,
        elapsedMs,
        etaMs,
      } = options.progress()
      const progress = {
        ...{ workload, done, total, failed, cancelledByRun, inFlight },
        ...{ rateRps, outputTokensPerSecond, elapsedMs, etaMs },
      }
      const alerts = alertsOf([...options.flags, ...feed.flags(), ...judged], options.notices)
      const update: LiveUpdate = { progress, requests, alerts, ended }
      return { text: JSON.stringify(update), next }
    },
  })
  const observer: RunObserver = {
    onRecord(record) {
      feed.add(record)
      metrics.onRecord(record)
    },
    onWorkloadEnd({ clientOverhead, stopReason }) {
      if (clientOverhead.clientSaturated) judged.add('client_saturated')
      if (stopReason === 'interrupted') judged.add('interrupted')
      if (stopReason === 'errors' || stopReason === 'target_unreachable') judged.add('stopped_after_errors')
    },
  }
  return { url: server.url, observer, close: () => server.close() }
}
