import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { comparisonCells } from './comparison-cells.js'

/**
 * How much a comparison will send and how long it may take, in one sentence for whoever waits for it.
 *
 * @example '3 scenarios under 3 loads, 2 targets: up to 720 rounds and 3,360 requests each, at most 20 min of measuring'
 */
export function comparisonSize(plan: ComparisonPlan, targets: number): string {
  const cells = comparisonCells(plan)
  const rounds = cells.reduce((sum, { maxRounds }) => sum + maxRounds, 0)
  const requests = cells.reduce((sum, { maxRounds, workload }) => sum + maxRounds * workload.requests, 0)
  const loads = cells.length / plan.scenarios.length
  const parts = [counted(plan.scenarios.length, 'scenario'), counted(loads, 'load')].join(' under ')
  const each = targets === 1 ? '' : ' each'
  const sent = `${counted(rounds, 'round')} and ${counted(requests, 'request')}${each}`
  return `${parts}, ${counted(targets, 'target')}: up to ${sent}, at most ${Number(plan.maxMinutes.toFixed(1))} min of measuring`
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
