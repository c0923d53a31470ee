import type { LoadPlan, RunPlan } from '@sagellm-benchmark/protocol-types'

/** Part `index` of `total` split over `count` workers as evenly as whole numbers allow; the first ones take the rest. */
function shareOf(total: number, { index, count }: { readonly index: number; readonly count: number }): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0)
}

/** How many workers a load can employ: none may be left without a place in it. */
export function usefulWorkers(load: LoadPlan, workers: number): number {
  switch (load.kind) {
    case 'closed':
      return Math.min(workers, load.concurrency)
    case 'batch':
      return Math.min(workers, load.size)
    default:
      return load.maxConcurrency === null ? workers : Math.min(workers, load.maxConcurrency)
  }
}

/**
 * A worker's part of a plan: concurrency, batch size and cap are divided, arrival times are not, since each worker is
 * given its own requests of the one schedule.
 */
export function sharePlan(plan: RunPlan, share: { readonly index: number; readonly count: number }): RunPlan {
  const workloads = plan.workloads.map((workload) => ({ ...workload, load: shareLoad(workload.load, share) }))
  // A warm-up by requests ends where the coordinator stops dealing.
  const requests = plan.warmup.seconds > 0 ? shareOf(plan.warmup.requests, share) : Number.MAX_SAFE_INTEGER
  const warmup = { ...plan.warmup, requests }
  return { ...plan, workloads, warmup, workers: 1 }
}

function shareLoad(load: LoadPlan, share: { readonly index: number; readonly count: number }): LoadPlan {
  const part = (total: number) => Math.max(1, shareOf(total, share))
  switch (load.kind) {
    case 'closed':
      return { ...load, concurrency: part(load.concurrency) }
    case 'batch':
      return { ...load, size: part(load.size) }
    default:
      return load.maxConcurrency === null ? load : { ...load, maxConcurrency: part(load.maxConcurrency) }
  }
}
