/** What the simulated engine counts, from its start. */
export type SchedulerCounters = {
  requests: number
  promptTokens: number
  generatedTokens: number
  prefixQueries: number
  prefixHits: number
  preemptions: number
  decodeSteps: number
  decodeSequences: number
  sharedSteps: number
  blockTableSteps: number
  draftTokens: number
  acceptedTokens: number
  readonly byImplementation: Record<string, number>
  /** The furthest that real time was behind the simulated one at the end of a step. */
  maxLagMs: number
  timeLineResets: number
}

export function zeroCounters(): SchedulerCounters {
  return {
    requests: 0,
    promptTokens: 0,
    generatedTokens: 0,
    prefixQueries: 0,
    prefixHits: 0,
    preemptions: 0,
    decodeSteps: 0,
    decodeSequences: 0,
    sharedSteps: 0,
    blockTableSteps: 0,
    draftTokens: 0,
    acceptedTokens: 0,
    byImplementation: {},
    maxLagMs: 0,
    timeLineResets: 0,
  }
}
