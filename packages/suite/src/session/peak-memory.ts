import type { TargetObservation } from '@sagellm-benchmark/probes'
import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import type { OpenTarget } from '../targets/define-target.js'

/** Memory of a target at its fullest over one workload, MiB, and where that comes from or why it is not known. */
export type PeakMemory = { readonly peakMemMb: number | null; readonly peakMemNote: string }

const MIB = 1024 * 1024

/** By the target itself where it reports it, else of its process on this machine. */
export function peakMemory(target: OpenTarget, observation: TargetObservation | null): PeakMemory {
  const own = target.peakMemoryMb()
  if (own !== null) return { peakMemMb: own, peakMemNote: 'largest resident memory of this program up to its end' }
  const process = observation?.resources.devices.find(({ probe }) => probe === 'process')
  const resident = process?.quantities['resident_bytes']
  if (process && resident)
    return {
      peakMemMb: resident.max / MIB,
      peakMemNote: `largest of ${resident.n} readings of the resident memory of ${process.device} and its children; memory of a GPU is not in it`,
    }
  return { peakMemMb: null, peakMemNote: whyUnknown(target, observation) }
}

function whyUnknown({ plan }: OpenTarget, observation: TargetObservation | null): string {
  if (plan.kind === 'native') return 'the engine does not report its memory'
  if (plan.kind === 'endpoint' && !isLoopback(plan.url)) return 'the server runs on another machine'
  if (plan.kind === 'simulated') return 'the simulator runs in this program and has no memory of its own'
  const unreadable = observation?.resources.gaps.find(({ code }) => code === 'process_unreadable')
  return unreadable?.message ?? 'the process of the server was not found on this machine'
}
