import { withStatedLevels } from '@sagellm-benchmark/metrics/thresholds'
import { RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { checkUntilPrecise } from '@sagellm-benchmark/protocol-types/loads'
import { checkedInput } from '../plan/checked-input.js'

/**
 * A plan with its defaults, and with the limits that it states among its service levels.
 *
 * @throws BenchError `invalid_argument` for one that does not fit together.
 */
export function checkedPlan(given: RunPlanInput): RunPlan {
  const plan = withStatedLevels(
    checkedInput(RunPlan, given, { problem: 'the plan cannot be measured', schemaName: 'RunPlan' }),
  )
  checkUntilPrecise(plan)
  return plan
}
