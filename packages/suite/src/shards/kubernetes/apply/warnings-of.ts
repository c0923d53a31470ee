import { z } from 'zod'
import type { KubernetesManifest } from '../kubernetes-manifests.js'
import { jobOfSet } from '../kubernetes-plan.js'
import { shortened } from './api-answer.js'
import type { Cluster } from './cluster.js'

const Event = z.object({
  involvedObject: z.object({ kind: z.string(), name: z.string() }),
  reason: z.string().default(''),
  message: z.string().default(''),
})
const Events = z.object({ items: z.array(z.unknown()) })

/** So many are told. */
const MAX_WARNINGS = 5

/**
 * What the cluster says of the objects of a load beside their pods: a quota or a policy that lets no pod be, a claim that no storage class serves.
 *
 * @returns a line each, in the words of the cluster; none where its events cannot be read.
 */
export async function warningsOf(
  { cluster, manifests }: { readonly cluster: Cluster; readonly manifests: readonly KubernetesManifest[] },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = new Set(manifests.flatMap(({ metadata: { name } }) => [name, `${name}-${jobOfSet}-0`]))
  const query = new URLSearchParams({ fieldSelector: 'type=Warning', limit: '500' })
  const path = `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/events?${query}`
  const answer = await cluster.call({ path }, signal).catch(() => null)
  const items = Events.safeParse(answer?.body).data?.items ?? []
  const lines = items
    .flatMap((item) => Event.safeParse(item).data ?? [])
    .filter(({ involvedObject }) => names.has(involvedObject.name))
    .map(({ involvedObject: { kind, name }, reason, message }) => shortened(`${kind} ${name}: ${reason}: ${message}`))
  return [...new Set(lines)].slice(-MAX_WARNINGS)
}
