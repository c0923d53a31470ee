import { invalidArgument, type RunPlan, type ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { levelText, type OnUndecided, parseLimit, type Threshold } from '@sagellm-benchmark/protocol-types/thresholds'

/** What a run must keep. */
export type Gate = {
  readonly thresholds: readonly Threshold[]
  /** Limits that each request must keep, unless a threshold says how many of them must. @default none */
  readonly eachRequest?: readonly ServiceLevel[]
  /** Whether a limit that cannot be decided counts as kept. @default 'fail': nobody showed that it holds */
  readonly onUndecided?: OnUndecided
}

/**
 * The gate of a plan, whose thresholds are texts.
 *
 * @throws BenchError `invalid_argument` for a text that is no limit.
 * @example gateOf({ thresholds: ['ttft.p99<500', 'ttft<200'], onUndecided: 'fail' })
 */
export function gateOf({ thresholds: texts, onUndecided }: Pick<RunPlan, 'thresholds' | 'onUndecided'>): Gate {
  const limits = texts.map((text) => parseLimit(text, 'a threshold'))
  return {
    thresholds: limits.flatMap((limit) => (limit.of === 'run' ? [limit.threshold] : [])),
    eachRequest: limits.flatMap((limit) => (limit.of === 'request' ? [limit.level] : [])),
    onUndecided,
  }
}

/**
 * The gate of a plan whose requests are not kept apart: its limits are on figures.
 *
 * @throws BenchError `invalid_argument` for a text that is no limit, and for a limit on each request.
 */
export function figureGateOf(plan: Parameters<typeof gateOf>[0]): Gate {
  const gate = gateOf(plan)
  const [level] = gate.eachRequest ?? []
  if (level)
    throw invalidArgument(
      'a threshold',
      levelText(level),
      'only run judges each request; write METRIC.STATISTIC<LIMIT, such as ttft.p99<500',
    )
  return gate
}

/** The plan with the limits on each request that its thresholds state among its service levels: goodput counts them too. */
export function withStatedLevels<Plan extends Pick<RunPlan, 'thresholds' | 'onUndecided' | 'serviceLevels'>>(
  plan: Plan,
): Plan {
  const isNew = ({ metric, maxMs }: ServiceLevel) =>
    !plan.serviceLevels.some((level) => level.metric === metric && level.maxMs === maxMs)
  return { ...plan, serviceLevels: [...plan.serviceLevels, ...(gateOf(plan).eachRequest ?? []).filter(isNew)] }
}
