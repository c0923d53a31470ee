import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, type Clock, type RequestRecord, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { createEndpointClient } from '@sagellm-benchmark/runner'
import { planRequests } from '@sagellm-benchmark/workloads'

export type FirstRequests = {
  readonly identity: ClientIdentity
  readonly first: RequestRecord
  readonly second: RequestRecord
  /** Sent before the first that succeeded. */
  readonly refused: number
}

export type FirstRequestsOptions = {
  readonly apiKey: ApiKey | null
  readonly clock: Clock
  readonly pollMs: number
  /** No first request is sent after this, on the clock. */
  readonly until: number
  readonly signal: AbortSignal
}

/** Answers that no wait cures. */
const final = new Set(['auth', 'bad_request', 'not_found', 'context_length_exceeded', 'tls_failed'])

/**
 * Sends the first request that a new process gets, again where it is refused, and a second one when the first has ended. Their prompts have
 * the length of the load and are in no other request; they are counted by estimate, since asking the server for a count would wake it.
 *
 * @param plan - of one workload, with a warm-up of two requests.
 * @throws BenchError `unavailable` with the words of the server.
 */
export async function firstRequests(
  plan: RunPlan,
  { apiKey, clock, pollMs, until, signal }: FirstRequestsOptions,
): Promise<FirstRequests> {
  const [workload] = plan.workloads as [RunPlan['workloads'][number]]
  const [one, two] = [...planRequests(plan, { workload: workload.name, phase: 'warmup', round: 0 })]
  if (!one || !two) throw new BenchError('internal', 'the plan has no warm-up of two requests')
  const client = createEndpointClient(plan, { apiKey, clock })
  try {
    await client.open({ connections: 0, signal })
    let refused = 0
    for (;;) {
      const first = await client.send(one, { signal })
      if (first.errorClass === null) {
        const second = await client.send(two, { signal })
        return { identity: client.identity, first, second, refused }
      }
      refused += 1
      signal.throwIfAborted()
      if (final.has(first.errorClass) || clock.now() > until) throw notServed(first)
      await new Promise<void>((resolve) => void clock.setTimer(pollMs, resolve))
    }
  } finally {
    await client.close()
  }
}

function notServed({ errorClass, errorMessage }: RequestRecord): BenchError {
  return new BenchError(
    'unavailable',
    `the server called itself ready and refused the first request: ${errorMessage ?? errorClass}`,
    {
      hint: 'see the log of the process in its folder',
    },
  )
}
