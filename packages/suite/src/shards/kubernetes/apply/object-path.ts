import type { KubernetesManifest } from '../kubernetes-manifests.js'

/** The kinds that are made, as the API and kubectl name them. */
const resources: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Service: 'services',
  Job: 'jobs',
  JobSet: 'jobsets.jobset.x-k8s.io',
}

/** How kubectl names the kind of an object. */
export function resourceOf({ kind }: Pick<KubernetesManifest, 'kind'>): string {
  return resources[kind] ?? kind.toLowerCase()
}

/**
 * The address of the objects of a manifest's kind in its namespace.
 *
 * @example collectionPath({ apiVersion: 'batch/v1', kind: 'Job', ... }, 'bench') // /apis/batch/v1/namespaces/bench/jobs
 */
export function collectionPath(manifest: Pick<KubernetesManifest, 'apiVersion' | 'kind'>, namespace: string): string {
  const [plural] = resourceOf(manifest).split('.')
  const root = manifest.apiVersion === 'v1' ? '/api/v1' : `/apis/${manifest.apiVersion}`
  return `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`
}

/** The address of the object of a manifest. */
export function objectPath(manifest: KubernetesManifest, namespace: string): string {
  return `${collectionPath(manifest, namespace)}/${encodeURIComponent(manifest.metadata.name)}`
}

/** An object in a sentence. @example titleOf(manifest) // Job bench */
export function titleOf({ kind, metadata }: KubernetesManifest): string {
  return `${kind} ${metadata.name}`
}
