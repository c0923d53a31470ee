import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { helpfulThreads } from '../calibration/helpful-threads.js'

/** How many load threads a plan asks for; `null` where it leaves that open. */
export function askedThreads({ target, workers }: RunPlan): number | 'auto' | null {
  const asked = target.kind === 'endpoint' ? target.loadThreads : null
  return asked ?? (workers > 1 ? workers : null)
}

/** Load threads of this machine, and what a reader has to know of how many they are. */
export type ThreadsHere = { readonly threads: number; readonly notice: string | null }

/** How many load threads a plan has on this machine: as asked for; for `auto` as many as are known to help here; else one. */
export async function threadsHere(plan: RunPlan): Promise<ThreadsHere> {
  const asked = askedThreads(plan)
  if (asked !== 'auto') return { threads: asked ?? 1, notice: null }
  const helpful = plan.target.kind === 'endpoint' ? await helpfulThreads(plan.target.transport) : null
  return helpful === null ? { threads: 1, notice: notMeasured } : { threads: helpful.threads, notice: null }
}

const notMeasured =
  'One thread sent the load: how many help on this machine is not known, because calibrate --max was not run on it.'
