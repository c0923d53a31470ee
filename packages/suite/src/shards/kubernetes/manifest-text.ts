import { stringify } from 'yaml'
import type { KubernetesManifest } from './kubernetes-manifests.js'

/** Manifests as the documents of one YAML text, for `kubectl apply -f -`. */
export function manifestText(manifests: readonly KubernetesManifest[]): string {
  // kubectl reads YAML 1.1, where a bare `yes` or `0o7` is no text: such texts are quoted. A line is not broken.
  const options = { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const
  return manifests.map((manifest) => stringify(manifest, options)).join('---\n')
}
