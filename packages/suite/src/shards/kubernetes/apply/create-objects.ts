import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { KubernetesManifest } from '../kubernetes-manifests.js'
import { refusal } from './api-answer.js'
import type { Cluster } from './cluster.js'
import { collectionPath, objectPath, titleOf } from './object-path.js'

/**
 * Makes sure that nothing bears the names of the manifests already: it could be another run, or the results of one.
 *
 * @throws BenchError `unavailable` naming all that is there.
 */
export async function checkNamesFree(
  { cluster, manifests }: { readonly cluster: Cluster; readonly manifests: readonly KubernetesManifest[] },
  signal: AbortSignal,
): Promise<void> {
  const taken: KubernetesManifest[] = []
  for (const manifest of manifests) {
    const answer = await cluster.call({ path: objectPath(manifest, cluster.namespace) }, signal)
    if (answer.status === 200) taken.push(manifest)
    else if (answer.status !== 404) throw refusal(`cannot look for ${titleOf(manifest)}`, answer)
  }
  if (taken.length > 0) throw nameTaken(taken, cluster.namespace)
}

/**
 * Creates the objects, in their order.
 *
 * @throws BenchError `unavailable` with the words of the cluster for the first that it refuses; those before it are there.
 */
export async function createObjects(
  { cluster, manifests }: { readonly cluster: Cluster; readonly manifests: readonly KubernetesManifest[] },
  signal: AbortSignal,
): Promise<void> {
  for (const manifest of manifests) {
    const path = collectionPath(manifest, cluster.namespace)
    const answer = await cluster.call({ method: 'POST', path, body: manifest }, signal)
    if (isConflict(answer.body)) throw nameTaken([manifest], cluster.namespace)
    if (answer.status < 200 || answer.status > 299)
      throw refusal(`cannot create ${titleOf(manifest)} in namespace ${cluster.namespace}`, answer)
  }
}

/** A conflict may have other reasons too, such as a quota that just changed. */
function isConflict(body: unknown): boolean {
  return (body as { reason?: unknown } | null)?.reason === 'AlreadyExists'
}

function nameTaken(taken: readonly KubernetesManifest[], namespace: string): BenchError {
  const claim = taken.find(({ kind }) => kind === 'PersistentVolumeClaim')
  const reuse = claim === undefined ? '' : `--claim ${claim.metadata.name} to keep results there, or `
  const verb = taken.length === 1 ? 'is' : 'are'
  return new BenchError('unavailable', `${taken.map(titleOf).join(', ')} ${verb} in namespace ${namespace} already`, {
    hint: `give ${reuse}another --name`,
  })
}
