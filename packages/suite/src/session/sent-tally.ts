import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** What was sent to a server while it was watched, as a server counts it. */
export interface SentTally {
  add(record: RequestRecord): void
  result(): {
    readonly requests: number
    readonly requestsAtMost: number
    readonly promptTokens: number | null
    readonly outputTokens: number | null
  }
}

/**
 * A tally of nothing yet. Servers differ in whether they count a request that failed, each choice of one, and a second attempt: what is
 * between the answered requests and all of these is no surplus. Tokens are known as far as no request failed, because a server
 * may have read and written for those too.
 */
export function createSentTally(): SentTally {
  let requests = 0
  let requestsAtMost = 0
  let promptTokens: number | null = 0
  let outputTokens: number | null = 0
  return {
    add({ errorClass, choiceSteps, retries, flags, ...record }) {
      const resent = flags.includes('connection_was_stale') ? 1 : 0
      requestsAtMost += Math.max(1, choiceSteps.length) + retries + resent
      const ok = errorClass === null
      if (ok) requests += 1
      promptTokens = ok ? plus(promptTokens, record.promptTokens) : null
      outputTokens = ok ? plus(outputTokens, record.outputTokens) : null
    },
    result: () => ({ requests, requestsAtMost, promptTokens, outputTokens }),
  }
}

function plus(total: number | null, value: number | null): number | null {
  return total === null || value === null ? null : total + value
}
