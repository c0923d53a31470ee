import type { RunOutcome } from '../run/run-outcome.js'
import { withheldReasons } from '../sweep/point-of-run.js'

/** What may limit the figures of a burst: a client that was late itself stamps every token late. */
export function burstNotices(id: string, { summary, workloads }: Pick<RunOutcome, 'summary' | 'workloads'>): string[] {
  const reasons = workloads.flatMap(({ metrics }) => withheldReasons(metrics))
  return [...summary.notices, ...reasons.map((reason) => `Under the burst of ${id} ${reason}.`)]
}
