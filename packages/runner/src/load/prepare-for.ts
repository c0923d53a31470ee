import type { RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'

/** More than this is not opened on a guess; an open-loop run that needs more records the wait for a new connection. */
const MOST_GUESSED = 256
/** Ten seconds of arrivals, but not so many that building them delays the start by more than some seconds. */
const MOST_AHEAD = 2000
/** How long a request may be thought to take where nothing is known of it. */
const GUESSED_SECONDS = 4

/** Connections to open before a workload's load starts: as many as its load can have in flight. */
export function connectionsFor({ load, requests }: WorkloadPlan): number {
  switch (load.kind) {
    case 'closed':
      return load.concurrency
    case 'batch':
      return load.size
    case 'trace':
      return load.maxConcurrency ?? Math.min(requests, MOST_GUESSED)
    default:
      return load.maxConcurrency ?? Math.min(requests, MOST_GUESSED, Math.ceil(load.rateRps * GUESSED_SECONDS))
  }
}

/** Requests to build before a workload's load starts, and to keep ready while it runs. */
export function requestsAhead({ load, requests }: WorkloadPlan): number {
  switch (load.kind) {
    case 'closed':
      return 64 + 4 * load.concurrency
    case 'batch':
      return 64 + 2 * load.size
    case 'trace':
      return Math.min(requests, MOST_AHEAD)
    default:
      return Math.min(MOST_AHEAD, 64 + Math.ceil(10 * load.rateRps))
  }
}

/**
 * How long the requests of a workload may be built before its load starts, ms. Those of a counted run are all wanted. Those of
 * a run without an end are built as fast as they are sent or the run falls behind, whatever the head start.
 */
export function fillBudgetMs({ stop }: RunPlan): number {
  return stop.byRequests ? Number.POSITIVE_INFINITY : 5_000
}
