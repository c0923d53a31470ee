import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import { linesOf } from '../../lines-of.js'
import { type ApiAnswer, refusal } from './api-answer.js'
import type { Cluster } from './cluster.js'
import { Pod } from './pod.js'

export type FollowPodsOptions = {
  readonly cluster: Cluster
  /** As of kubectl: `a=b`. */
  readonly selector: string
  /** Called with a pod as it is at first, and with each change. */
  readonly onPod: (pod: Pod) => void
  /** Called with a pod that is not there any more, as it was last. */
  readonly onGone: (pod: Pod) => void
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** The cluster ends a watch after this time, and one that it does not end is broken. */
const WATCH_SECONDS = 240
const OVERDUE_MS = (WATCH_SECONDS + 30) * 1000
const RETRY_MS = 1_000
/** A control plane that is restarted comes back; pods do not need it meanwhile. */
const SILENCE_MS = 120_000
/** An object of the API is at most 1.5 MB. */
const MAX_EVENT = 4 * 1024 * 1024

const Listed = z.object({
  metadata: z.object({ resourceVersion: z.string().default('') }).default({ resourceVersion: '' }),
  items: z.array(z.unknown()),
})
const Event = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({
    code: z.int().optional(),
    metadata: z.looseObject({ resourceVersion: z.string().optional() }).optional(),
  }),
})

/**
 * Follows pods until the signal: a list, and a watch from there on, which is opened anew where it ends; and a list again where the cluster no longer
 * knows what came since.
 *
 * @throws BenchError `unavailable` where the cluster refuses the list, or gives no answer for two minutes.
 */
export async function followPods(options: FollowPodsOptions): Promise<void> {
  const { clock, signal } = options
  const known = new Map<string, Pod>()
  let version: string | null = null
  let heardMs = clock.now()
  while (!signal.aborted) {
    try {
      version ??= await listPods(options, known)
      heardMs = clock.now()
      version = await watchPods(options, known, version)
      heardMs = clock.now()
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Refused || clock.now() - heardMs > SILENCE_MS) throw error
      version = null
    }
    // Also behind a watch that ended at once: a cluster is not asked without a pause.
    await clock.sleepUntil(clock.now() + RETRY_MS, signal).catch(() => {})
  }
}

/** A user who may not do it may not do it later. */
class Refused extends BenchError {}
const refusals = new Set([400, 401, 403, 404, 405, 422])

function checkedAnswer(what: string, answer: ApiAnswer): void {
  if (answer.status === 200) return
  const { code, message, hint } = refusal(what, answer)
  throw new (refusals.has(answer.status) ? Refused : BenchError)(code, message, hint === null ? {} : { hint })
}

async function listPods(options: FollowPodsOptions, known: Map<string, Pod>): Promise<string> {
  const answer = await options.cluster.call({ path: podsPath(options) }, options.signal)
  checkedAnswer('cannot list the pods', answer)
  const listed = Listed.safeParse(answer.body).data
  if (listed === undefined)
    throw new BenchError('unavailable', 'the cluster answered with something that is no list of pods')
  const { metadata, items } = listed
  const pods = items.flatMap((item) => Pod.safeParse(item).data ?? [])
  const there = new Set(pods.map((pod) => pod.metadata.uid))
  for (const [uid, pod] of known) if (!there.has(uid)) gone(options, known, pod)
  for (const pod of pods) seen(options, known, pod)
  return metadata.resourceVersion
}

/** @returns the version to go on from; null where the pods have to be listed anew. */
async function watchPods(options: FollowPodsOptions, known: Map<string, Pod>, from: string): Promise<string | null> {
  const { cluster, clock, signal } = options
  const watch = {
    watch: 'true',
    resourceVersion: from,
    allowWatchBookmarks: 'true',
    timeoutSeconds: `${WATCH_SECONDS}`,
  }
  const answer = await cluster.open(podsPath(options, watch), signal)
  if (answer.status === 410) return null
  if (answer.stream === null) {
    checkedAnswer('cannot watch the pods', answer)
    return null
  }
  const { stream } = answer
  let version: string | null = from
  const stopTimer = clock.setTimer(OVERDUE_MS, () => void stream.destroy())
  await linesOf(
    stream,
    (line) => {
      const event = Event.safeParse(jsonOf(line)).data
      // What is no event was cut or is not of an API: the list tells what it was about.
      if (event === undefined || event.type === 'ERROR') version = null
      if (event === undefined || event.type === 'ERROR' || version === null) return
      version = event.object.metadata?.resourceVersion ?? version
      const pod = event.type === 'BOOKMARK' ? undefined : Pod.safeParse(event.object).data
      if (pod === undefined) return
      if (event.type === 'DELETED') gone(options, known, pod)
      else seen(options, known, pod)
    },
    MAX_EVENT,
  )
  stopTimer()
  return version
}

function seen({ onPod }: FollowPodsOptions, known: Map<string, Pod>, pod: Pod): void {
  known.set(pod.metadata.uid, pod)
  onPod(pod)
}

function gone({ onGone }: FollowPodsOptions, known: Map<string, Pod>, pod: Pod): void {
  known.delete(pod.metadata.uid)
  onGone(pod)
}

function podsPath({ cluster, selector }: FollowPodsOptions, query: Readonly<Record<string, string>> = {}): string {
  const words = new URLSearchParams({ labelSelector: selector, ...query })
  return `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/pods?${words}`
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
