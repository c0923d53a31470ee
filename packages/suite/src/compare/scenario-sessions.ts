import { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { comparisonCells } from '@sagellm-benchmark/runner/compare'
import { isOfSessions } from '@sagellm-benchmark/workloads/sessions'
import { countPlannedSessions, type SessionFiles } from '../files/planned-sessions.js'
import type { ResolvedIo } from '../io.js'

/** A comparison whose scenarios of sessions say how many turns a round of them has. */
export type ComparisonOfSessions = {
  readonly plan: ComparisonPlan
  readonly sessionFiles: SessionFiles
  /** Sentences for every report. */
  readonly notices: readonly string[]
}

/**
 * Opens the session files of the scenarios, and counts the turns of a round under each load.
 *
 * @throws BenchError as `countPlannedSessions`.
 */
export async function scenarioSessions(plan: ComparisonPlan, io: ResolvedIo): Promise<ComparisonOfSessions> {
  const cells = comparisonCells(plan).filter(({ workload }) => isOfSessions(workload))
  if (cells.length === 0) return { plan, sessionFiles: new Map(), notices: [] }
  const workloads = cells.map(({ workload }) => workload)
  const asRun = RunPlan.parse({ target: { kind: 'simulated' }, workloads, seed: plan.seed })
  const counted = await countPlannedSessions(asRun, io)
  const turns = new Map(counted.plan.workloads.map(({ name, requests }) => [name, requests]))
  const scenarios = plan.scenarios.map((scenario) => {
    const own = cells.filter((cell) => cell.scenario === scenario.name)
    if (own.length === 0) return scenario
    return { ...scenario, sessionTurns: Object.fromEntries(own.map(({ name }) => [name, turns.get(name) ?? 1])) }
  })
  const live = scenarios.some((each) => isOfSessions(each) && each.sourceOptions['answers'] !== 'data')
  return {
    plan: { ...plan, scenarios },
    sessionFiles: counted.sessionFiles,
    notices: live
      ? ['Later turns of a session hold the answers of the target itself, so that targets read different texts there.']
      : [],
  }
}
