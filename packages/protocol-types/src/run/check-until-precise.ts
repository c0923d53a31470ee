import { BenchError } from '../errors/bench-error.js'
import { loadKinds } from '../loads/load-kinds.js'
import { figureNamed } from '../metrics/figures.js'
import { metrics } from '../metrics/catalogue.js'
import type { Metric } from '../metrics/define-metric.js'
import { serviceLevelMetrics } from '../metrics/service-level-names.js'
import type { RunPlan, WorkloadPlan } from './run-plan.js'

type Plan = Pick<RunPlan, 'untilPrecise' | 'workloads' | 'serviceLevels'>

/**
 * Refuses a plan that waits for a figure which its workloads cannot have, and would so go on to its last round.
 *
 * @throws BenchError `invalid_argument` that names the figure, the workload, and what would do.
 * @example checkUntilPrecise(RunPlan.parse(input))
 */
export function checkUntilPrecise({ untilPrecise, workloads, serviceLevels }: Plan): void {
  const figure = untilPrecise === null ? undefined : figureNamed(untilPrecise.metric)
  if (figure === undefined) return
  for (const workload of workloads) {
    const lack = lackOf(figure.metric, { workload, serviceLevels })
    if (lack === null) continue
    throw new BenchError(
      'invalid_argument',
      `--until-precise cannot wait for ${figure.name} in ${workload.name}: ${lack.why}`,
      { hint: lack.hint },
    )
  }
}

type Lack = { readonly why: string; readonly hint: string }

const another = 'name a figure of whole answers with --precise-metric, such as avg_e2el_ms, or let the answers stream'

function lackOf(
  metric: Metric,
  { workload, serviceLevels }: Pick<Plan, 'serviceLevels'> & { readonly workload: WorkloadPlan },
): Lack | null {
  const { stream } = workload.sampling
  const judgesLevels = metric.wire === 'goodput_rps'
  if (judgesLevels && serviceLevels.length === 0)
    return {
      why: 'no service level says which requests are good',
      hint: 'state one with --goodput, such as --goodput ttft:200',
    }
  const unseen = serviceLevels.find((level) => showsInStreams(serviceLevelMetrics[level.metric]))
  if (judgesLevels && !stream && unseen)
    return { why: `its answers do not stream, and the service level ${unseen.metric} needs streams`, hint: another }
  if (!stream && showsInStreams(metric.wire)) return { why: 'it needs answers that stream', hint: another }
  if (metric.needsTbt && workload.outputTokens < 2)
    return {
      why: 'an answer of one token has no time between tokens',
      hint: 'ask for longer answers, or name another figure with --precise-metric',
    }
  if (metric.interval === 'rounds' && !hasBatches(workload.load))
    return {
      why: 'rounds of its load run into each other, so that no round by itself has a rate',
      hint: 'name a time with --precise-metric, such as avg_ttft_ms or avg_e2el_ms: what it takes to know that to a few per cent mostly does for the rate too; in batches (--batch-size) it can be waited for',
    }
  return null
}

/** Whether a round ends before the next begins. A load of a user's own kind is not known here. */
function hasBatches({ kind }: WorkloadPlan['load']): boolean {
  return loadKinds.some(({ name, window }) => name === kind && window === 'batch')
}

/** Whether an answer that comes whole does not show it. */
function showsInStreams(wire: string): boolean {
  const metric = metrics.find((each) => each.wire === wire)
  return metric?.needsTbt === true || metric?.needsFirstToken === true
}
