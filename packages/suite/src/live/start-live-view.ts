import type { RunObserver } from '@sagellm-benchmark/runner'
import type { ProgressSnapshot } from '@sagellm-benchmark/runner/progress'
import { createLiveFeed, type LiveUpdate, livePage } from '@sagellm-benchmark/reporters/live'
import { startLiveServer } from './live-server.js'

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
  /** Asked for at each update. */
  readonly progress: () => ProgressSnapshot
}

/** Opens a page on the loopback address that shows a run while it goes on; close it when the run is over. */
export async function startLiveView(options: LiveViewOptions): Promise<LiveView> {
  const feed = createLiveFeed()
  const server = await startLiveServer({
    page: livePage({ title: options.title, subtitle: options.subtitle }),
    updateAfter(from, { ended }) {
      const { requests, next } = feed.after(from)
      const { workload, done, total, failed, inFlight, rateRps, outputTokensPerSecond, elapsedMs, etaMs } =
        options.progress()
      const progress = { workload, done, total, failed, inFlight, rateRps, outputTokensPerSecond, elapsedMs, etaMs }
      const update: LiveUpdate = { progress, requests, ended }
      return { text: JSON.stringify(update), next }
    },
  })
  return { url: server.url, observer: { onRecord: (record) => feed.add(record) }, close: () => server.close() }
}
