import { randomBytes } from 'node:crypto'
import { type Clock, isBenchError, systemClock } from '@sagellm-benchmark/protocol-types'
import { type KubernetesManifest, kubernetesManifests } from '../kubernetes-manifests.js'
import type { KubernetesPlan } from '../kubernetes-plan.js'
import { leftText, resultsText } from './closing-texts.js'
import { checkNamesFree, createObjects } from './create-objects.js'
import { FOLLOWED_LOGS, followShards } from './follow-shards.js'
import { titleOf } from './object-path.js'
import { openCluster } from './open-cluster.js'
import { deleteObject, removeObjects } from './remove-objects.js'
import { RUN_LABEL } from './run-label.js'
import { warningsOf } from './warnings-of.js'

type RunOnClusterOptions = {
  readonly plan: KubernetesPlan
  /** Context of the kubeconfig. @default its current one */
  readonly context?: string | undefined
  /** So long all pods may take until they run. */
  readonly podWaitMs: number
  /** Whether the claim that was made for the results goes too. @default false */
  readonly removeClaim?: boolean
  /** Called with each line that a shard prints. */
  readonly onLine: (shard: number, line: string) => void
  /** Called with what is done and what happens, a line each; `isTrouble` where it is nothing good. */
  readonly onNews: (text: string, isTrouble: boolean) => void
  /** Ends the pods, which may finish what is in flight. */
  readonly signal: AbortSignal
  /** Ends all waiting at once: what is left in the cluster is named. @default never */
  readonly stopSignal?: AbortSignal | undefined
  /** @default systemClock() */
  readonly clock?: Clock
}

/** How a load from the pods of a cluster ended. */
type ClusterRun = {
  /** Exit codes in the order of the shards; null for one that was not seen to end. */
  readonly codes: readonly (number | null)[]
  /** What may still be in the cluster, though it should not. */
  readonly left: readonly string[]
}

/** A shard whose program was called wrongly, or is not in the image: the others would wait for it in vain. */
const hopeless = new Set([2, 126, 127, 128])

/**
 * Creates the objects of a plan in a cluster, follows the pods and their logs to the end, and removes the objects again whatever happens; the
 * claim with the results stays.
 *
 * @throws BenchError `invalid_argument` for a plan or a context that cannot be, `not_found` and `corrupt_data` for the kubeconfig; `unavailable` and
 *   `deadline_exceeded` with the words of the cluster where it refuses, is not there, or does not start the pods.
 */
export async function runOnCluster(options: RunOnClusterOptions): Promise<ClusterRun> {
  const { plan, onNews, signal, clock = systemClock() } = options
  const stopSignal = options.stopSignal ?? new AbortController().signal
  const run = randomBytes(8).toString('hex')
  const selector = `${RUN_LABEL}=${run}`
  const manifests = kubernetesManifests({ ...plan, labels: [...(plan.labels ?? []), selector] })
  const cluster = await openCluster({ context: options.context, namespace: plan.namespace, clock })
  await checkNamesFree({ cluster, manifests }, signal)

  const stopping = new AbortController()
  const removal = { cluster, run, signal: stopSignal, clock }
  const stop = () => {
    if (stopping.signal.aborted) return
    stopping.abort()
    // Tried again, and told of, when all is removed.
    deleteObject(manifests.at(-1) as KubernetesManifest, removal).catch(() => {})
  }
  const started = new Set<number>()
  let codes: ReadonlyMap<number, number> = new Map()
  let left: readonly KubernetesManifest[] = []
  try {
    await createObjects({ cluster, manifests }, signal)
    onNews(`created in namespace ${cluster.namespace}: ${manifests.map(titleOf).join(', ')}`, false)
    if (plan.shards > FOLLOWED_LOGS)
      onNews(`the logs of shards 0 to ${FOLLOWED_LOGS - 1} are shown, and the last lines of others that fail`, false)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    codes = await followShards({
      ...{ cluster, selector, shards: plan.shards, podWaitMs: options.podWaitMs, clock },
      ...{ onLine: options.onLine, onNews, stopping: stopping.signal, signal: stopSignal },
      onStart: (shard) => void started.add(shard),
      onEnd: (shard, code) => {
        if (!hopeless.has(code) || stopping.signal.aborted) return
        onNews(`shard ${shard} ended with exit code ${code}: the others are stopped`, true)
        stop()
      },
    })
  } catch (error) {
    if (isBenchError(error) && error.code === 'deadline_exceeded')
      for (const text of await warningsOf({ cluster, manifests }, stopSignal)) onNews(text, true)
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    // Where nothing ran there are no results.
    const keepsClaim = started.size > 0 && !options.removeClaim
    const own = manifests.filter(({ kind }) => !(keepsClaim && kind === 'PersistentVolumeClaim'))
    const removed = await removeObjects({ ...removal, manifests: own })
    left = removed.left
    if (left.length > 0) onNews(leftText({ cluster, run, left, why: removed.why }), true)
    const isThere = keepsClaim || left.some(({ kind }) => kind === 'PersistentVolumeClaim')
    if (started.size > 0) onNews(resultsText({ cluster, run, plan, manifests, keepsClaim: isThere }), false)
  }
  return { codes: Array.from({ length: plan.shards }, (_, shard) => codes.get(shard) ?? null), left: left.map(titleOf) }
}
