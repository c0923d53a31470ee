import { shortened } from './api-answer.js'
import type { Pod } from './pod.js'

/** The container of the program; a cluster may put others beside it. */
export const CONTAINER = 'sagellm-benchmark'

/** What a shard's pod is at; `why` has the cluster's own words, and is null where nothing is unusual. */
export type PodState =
  | { readonly kind: 'waiting'; readonly why: string | null }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly code: number; readonly why: string | null }

/** What a container goes through on its usual way. */
const usual = new Set(['ContainerCreating', 'PodInitializing', 'Completed', 'Error'])

/** How far a pod is, by the container of the program: another beside it may go on for ever. */
export function podState({ status }: Pod): PodState {
  const own = status.containerStatuses.find(({ name }) => name === CONTAINER)?.state
  if (own?.terminated !== undefined)
    return { kind: 'ended', code: own.terminated.exitCode, why: unusual(own.terminated) }
  // An evicted pod may have no word of its containers.
  if (status.phase === 'Succeeded' || status.phase === 'Failed')
    return { kind: 'ended', code: status.phase === 'Failed' ? 1 : 0, why: unusual(status) }
  if (own?.running !== undefined) return { kind: 'running' }
  return { kind: 'waiting', why: whyWaiting(status) }
}

function whyWaiting({ conditions, containerStatuses, initContainerStatuses }: Pod['status']): string | null {
  const containers = [...initContainerStatuses, ...containerStatuses]
  const troubles = containers.flatMap(({ state: { waiting } }) =>
    waiting === undefined ? [] : (unusual(waiting) ?? []),
  )
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  return troubles[0] ?? (unscheduled === undefined ? null : unusual(unscheduled))
}

function unusual({ reason, message }: { readonly reason?: string | undefined; readonly message?: string | undefined }) {
  const said = [reason, message].filter((each) => each !== undefined && each !== '').join(': ')
  return said === '' || usual.has(said) ? null : shortened(said)
}
