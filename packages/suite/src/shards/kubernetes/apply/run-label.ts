import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import type { KubernetesManifest } from '../kubernetes-manifests.js'
import type { Cluster } from './cluster.js'
import { resourceOf } from './object-path.js'

/** Label by which all objects and pods of one `--apply` are known, and nothing else: its value is drawn for each. */
export const RUN_LABEL = 'sagellm-benchmark/run'

/** The command that removes objects of a run, by their label. */
export function removalCommand(
  { context, namespace }: Pick<Cluster, 'context' | 'namespace'>,
  { run, manifests }: { readonly run: string; readonly manifests: readonly KubernetesManifest[] },
): string {
  const resources = [...new Set(manifests.map(resourceOf))].join(',')
  const place = [...(context === null ? [] : ['--context', context]), '--namespace', namespace]
  return shellLine(['kubectl', ...place, 'delete', resources, '--selector', `${RUN_LABEL}=${run}`])
}
