import type { KubernetesManifest } from '../kubernetes-manifests.js'
import type { KubernetesPlan } from '../kubernetes-plan.js'
import type { Cluster } from './cluster.js'
import { titleOf } from './object-path.js'
import { removalCommand } from './run-label.js'

type Left = {
  readonly cluster: Cluster
  readonly run: string
  readonly left: readonly KubernetesManifest[]
  readonly why: string | null
}

/** What the cluster did not let go of, and the command that removes it. */
export function leftText({ cluster, run, left, why }: Left): string {
  const command = removalCommand(cluster, { run, manifests: left })
  return `may be left in namespace ${cluster.namespace}: ${left.map(titleOf).join(', ')} (${why}); this removes it: ${command}`
}

type Kept = {
  readonly cluster: Cluster
  readonly run: string
  readonly plan: KubernetesPlan
  readonly manifests: readonly KubernetesManifest[]
  readonly keepsClaim: boolean
}

/** Where the results are: they are not fetched, because a pod that has ended gives no files. */
export function resultsText({ cluster, run, plan: { results }, manifests, keepsClaim }: Kept): string {
  if (results === null) return 'results were not kept (--storage none) but for what shard 0 printed'
  const where = `in namespace ${cluster.namespace}`
  if ('claim' in results) return `results are on claim ${results.claim} ${where}`
  const claims = manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')
  const [claim] = claims.map(({ metadata }) => metadata.name)
  if (!keepsClaim) return `claim ${claim} with the results was removed (--remove-claim)`
  return `results are on claim ${claim} ${where}, which stays; --claim ${claim} uses it again, and this removes it: ${removalCommand(cluster, { run, manifests: claims })}`
}
