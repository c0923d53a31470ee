import type { Clock, PlannedRequest } from '@sagellm-benchmark/protocol-types'

/** Progress needs no more than this. */
const REPORT_EVERY_MS = 20

/** Gathers the ids of requests that were sent, and reports them now and then: one message a request would cost the hot path. */
export function reportSends(clock: Clock, report: (requestIds: readonly string[]) => void) {
  let sent: string[] = []
  const flush = () => {
    if (sent.length > 0) report(sent)
    sent = []
  }
  return {
    note({ requestId }: PlannedRequest) {
      if (sent.length === 0) clock.setTimer(REPORT_EVERY_MS, flush)
      sent.push(requestId)
    },
    flush,
  }
}
