import type { RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { planDefaults } from './plan-defaults.js'

/** The time limits of a request by flags, seconds. Those that a command does not have follow from the limit of the whole request. */
export type TimeoutFlags = {
  readonly requestTimeout: number
  readonly firstTokenTimeout?: number | undefined
  readonly interTokenTimeout?: number
}

/** The time limits of a plan. No part of a request may take longer than the whole. */
export function timeoutsFromOptions(options: TimeoutFlags): NonNullable<RunPlanInput['timeouts']> {
  const { requestTimeout, firstTokenTimeout, interTokenTimeout } = options
  const totalMs = requestTimeout * 1000
  const interTokenMs = interTokenTimeout === undefined ? planDefaults.timeouts.interTokenMs : interTokenTimeout * 1000
  return {
    totalMs,
    firstTokenMs: firstTokenTimeout === undefined ? totalMs : firstTokenTimeout * 1000,
    interTokenMs: Math.min(interTokenMs, totalMs),
  }
}
