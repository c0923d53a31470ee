import type { E2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'

type Measured = Pick<E2ePerfFile, 'machine' | 'machineId'>

/**
 * Whether two files were measured on one machine: its mark has to agree and its processor too, because a virtual machine that is moved
 * keeps its mark.
 *
 * @returns `null` where a side does not say.
 */
export function sameMachine(baseline: Measured, current: Measured): boolean | null {
  const [before, after] = [processorOf(baseline), processorOf(current)]
  if (before !== null && after !== null && before !== after) return false
  if (baseline.machineId === null || current.machineId === null) return null
  return baseline.machineId === current.machineId
}

/** Processor and cores: `AMD EPYC, 2 cores`. `null` where the text is not one of ours. */
export function processorOf({ machine }: Pick<Measured, 'machine'>): string | null {
  return /^.*?, \d+ cores?(?=,|$)/.exec(machine ?? '')?.[0] ?? null
}
