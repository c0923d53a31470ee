import type { RequestPhase } from '@sagellm-benchmark/protocol-types'

/**
 * The name of a planned request, the same on every machine.
 *
 * @example requestIdOf({ workload: 'Q5', phase: 'measured', round: 0, index: 3 }) // Q5-r0-003
 * @example requestIdOf({ workload: 'Q5', phase: 'warmup', round: 0, index: 0 }) // Q5-w-000
 */
export function requestIdOf(place: {
  readonly workload: string
  readonly phase: RequestPhase
  readonly round: number
  readonly index: number
}): string {
  const number = String(place.index).padStart(3, '0')
  return `${place.workload}-${place.phase === 'warmup' ? 'w' : `r${place.round}`}-${number}`
}
