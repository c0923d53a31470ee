import { createReplicaTally } from '../sessions/replica-tally.js'
import { createSessionTally } from '../sessions/session-tally.js'
import { createCacheTally } from '../verdicts/cache-verdict.js'
import type { AggregateOptions } from './aggregate-options.js'
import { createCountNotes } from './count-notes.js'
import { createEngineFigures } from './engine-figures.js'
import { createMissedLengths } from './load-kept.js'
import { createReplayTally } from './replay-fidelity.js'
import { createPartTally } from './part-tally.js'
import { createRunLengths } from './run-lengths.js'
import { createRunTable } from './run-table.js'
import { createRunTally } from './run-tally.js'
import { createTimePartsTally } from './time-parts-tally.js'
import { createTokenArrivals } from './token-arrivals.js'

export type RunTallies = ReturnType<typeof createRunTallies>

/** What is kept of the measured records of a run; each part is handed every record. */
export function createRunTallies({
  serviceLevels = [],
  exactItlUpTo = 4_000_000,
  sharedPrefixTokens = 0,
  templateTokens,
  replay = null,
}: AggregateOptions) {
  return {
    /** The numbers of each request. */
    rows: createRunTable(serviceLevels),
    arrivals: createTokenArrivals(exactItlUpTo),
    names: createRunTally(),
    missedLengths: createMissedLengths(),
    countNotes: createCountNotes(),
    lengths: createRunLengths(),
    cacheHits: createCacheTally(),
    engineFigures: createEngineFigures(),
    timeParts: createTimePartsTally(),
    sessions: createSessionTally({ sharedPrefixTokens }),
    replicas: createReplicaTally(),
    ...(replay ? { replay: createReplayTally(replay, templateTokens) } : {}),
    parts: createPartTally(),
  }
}
