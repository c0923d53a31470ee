import type { DecodeStepRecord, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'

/** The last decode steps of an engine, for surfaces that show them. */
export interface DecodeStepHistory {
  /** Oldest first; empty where the engine does not report it. */
  last(): readonly DecodeStepRecord[]
  /** Those since this was last called. */
  take(): readonly DecodeStepRecord[]
  stop(): void
}

/** Steps kept: enough to show what ran, few enough for one page. */
const kept = 256

/** @param onStep - called with each step and the one before it. */
export function createDecodeStepHistory(
  engine: ServedEngine,
  onStep: (step: DecodeStepRecord, previous: DecodeStepRecord | null) => void,
): DecodeStepHistory {
  const steps: DecodeStepRecord[] = []
  let taken = -1
  const stop = engine.observeDecodeSteps?.((step) => {
    onStep(step, steps.at(-1) ?? null)
    steps.push(step)
    if (steps.length > 2 * kept) steps.splice(0, kept)
  })
  return {
    last: () => steps.slice(-kept),
    take() {
      const fresh = steps.slice(-kept).filter(({ stepIndex }) => stepIndex > taken)
      taken = fresh.at(-1)?.stepIndex ?? taken
      return fresh
    },
    stop: () => stop?.(),
  }
}
