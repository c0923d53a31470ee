import { retestRounds } from '@sagellm-benchmark/metrics/history'
import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import type { HistoryJudgement, RetestPlan } from '@sagellm-benchmark/protocol-types/history'

type Retested = {
  readonly judgement: HistoryJudgement
  readonly url: string | null
  readonly model: string | null
  readonly margin: number
}

/**
 * How a doubt, or else the newest jump, would be settled: old and new against each other in interleaved rounds, so that nothing that changes with
 * the time can look like a change of the engine.
 *
 * @returns `null` where nothing is open, or no number of rounds would settle it.
 */
export function retestPlan({ judgement, url, model, margin }: Retested): RetestPlan | null {
  const { doubt, changes, noise } = judgement
  const open = doubt ?? changes.at(-1) ?? null
  if (open === null || noise === null) return null
  const retest = retestRounds({ ratio: open.ratio, noise, margin })
  if (retest === null) return null
  const command = shellLine([
    ...['sagellm-benchmark', 'compare', '--model', model ?? 'MODEL'],
    ...['--target', `old=${url ?? 'http://127.0.0.1:8000/v1'}`, '--target', 'new=http://127.0.0.1:8001/v1'],
    ...['--rounds', String(retest.rounds), '--fail-on', 'worse'],
  ])
  return { at: open.at, rounds: retest.rounds, starts: retest.starts, command }
}
