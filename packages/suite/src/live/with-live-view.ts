import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { RunObserver } from '@sagellm-benchmark/runner'
import { createProgress } from '@sagellm-benchmark/runner/progress'

export type WithLiveViewOptions = {
  readonly plan: RunPlan
  readonly identity: ClientIdentity
  /** Of the target. */
  readonly flags: readonly FlagName[]
  readonly clock: Clock
  /** Gets the address; `null` opens no page. */
  readonly onLiveView: ((url: string) => void) | null
}

/** Does the work with the observers of a live page, where one is wanted; the page is closed when the work is over. */
export async function withLiveView<Result>(
  { plan, identity, flags, clock, onLiveView }: WithLiveViewOptions,
  work: (observers: readonly RunObserver[]) => Promise<Result>,
): Promise<Result> {
  if (!onLiveView) return work([])
  // It brings what writes a /metrics page: only a run that is watched loads it.
  const { startLiveView } = await import('./start-live-view.js')
  const progress = createProgress(clock)
  const live = await startLiveView({
    title: `Running ${plan.workloads.map((each) => each.name).join(', ')}`,
    subtitle: [identity.model, identity.label, `seed ${plan.seed}`].filter(Boolean).join(' · '),
    flags,
    notices: identity.notices,
    about: { target: identity.label, model: identity.model, seed: plan.seed },
    progress: () => progress.snapshot(),
  })
  onLiveView(live.url)
  try {
    return await work([progress, live.observer])
  } finally {
    await live.close()
  }
}
