import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import type { KubernetesManifest } from '../kubernetes-manifests.js'
import { type ApiAnswer, refusal } from './api-answer.js'
import type { Cluster } from './cluster.js'
import { objectPath, titleOf } from './object-path.js'
import { RUN_LABEL } from './run-label.js'

export type OwnOptions = {
  readonly cluster: Cluster
  /** Value of the label of what this run made. */
  readonly run: string
  readonly signal: AbortSignal
  readonly clock: Clock
}

export type RemoveOptions = OwnOptions & {
  /** What is removed, in the order in which it was made: it goes in the other order, the Job with its pods first. */
  readonly manifests: readonly KubernetesManifest[]
}

/** What may still be there, and the first reason. */
export type Removed = { readonly left: readonly KubernetesManifest[]; readonly why: string | null }

/** Pods have a minute to end, and the cluster some time to notice. */
const GONE_MS = 90_000
const POLL_MS = 1_000

const Found = z.object({
  metadata: z.object({ uid: z.string().min(1), labels: z.record(z.string(), z.string()).default({}) }),
})

/**
 * Removes what this run made, and waits until it is gone. Whether an object is of this run its label says, and the cluster itself holds the
 * deletion against the identity of that object: one that took its place stays.
 */
export async function removeObjects(options: RemoveOptions): Promise<Removed> {
  const left: KubernetesManifest[] = []
  let why: string | null = null
  for (const manifest of options.manifests.toReversed()) {
    try {
      await removeObject(manifest, options)
    } catch (error) {
      left.push(manifest)
      why ??= (error as Error).message
    }
  }
  return { left, why }
}

async function removeObject(manifest: KubernetesManifest, options: OwnOptions): Promise<void> {
  const { clock, signal } = options
  if (!(await deleteObject(manifest, options))) return
  const until = clock.now() + GONE_MS
  while ((await ownUid(manifest, options)) !== null) {
    if (clock.now() >= until)
      throw new BenchError(
        'unavailable',
        `${titleOf(manifest)} is being removed, and is not gone after ${GONE_MS / 1000} s`,
      )
    await clock.sleepUntil(clock.now() + POLL_MS, signal)
  }
}

/**
 * Asks the cluster to remove an object of this run, with its pods, and does not wait for that.
 *
 * @returns whether there was one.
 * @throws BenchError with the words of the cluster where it refuses.
 */
export async function deleteObject(manifest: KubernetesManifest, options: OwnOptions): Promise<boolean> {
  const { cluster, signal } = options
  const uid = await ownUid(manifest, options)
  if (uid === null) return false
  const answer = await cluster.call(
    {
      method: 'DELETE',
      path: objectPath(manifest, cluster.namespace),
      body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid }, propagationPolicy: 'Foreground' },
    },
    signal,
  )
  // Gone meanwhile, or another object of this name.
  if (answer.status === 404 || answer.status === 409) return false
  if (answer.status >= 300) throw refusal(`cannot remove ${titleOf(manifest)}`, answer)
  return true
}

/** The identity of an object, where it is there and of this run. */
async function ownUid(manifest: KubernetesManifest, { cluster, run, signal }: OwnOptions): Promise<string | null> {
  const answer = await cluster.call({ path: objectPath(manifest, cluster.namespace) }, signal)
  if (answer.status === 404) return null
  const { labels, uid } = metadataOf(manifest, answer)
  return labels[RUN_LABEL] === run ? uid : null
}

function metadataOf(manifest: KubernetesManifest, answer: ApiAnswer): z.infer<typeof Found>['metadata'] {
  const found = Found.safeParse(answer.body)
  if (answer.status === 200 && found.success) return found.data.metadata
  throw refusal(`cannot look at ${titleOf(manifest)}`, answer)
}
