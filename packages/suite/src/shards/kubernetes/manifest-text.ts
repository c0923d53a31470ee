import { Document, Scalar, visit } from 'yaml'
import type { KubernetesManifest } from './kubernetes-manifests.js'

/** What YAML 1.1 takes for the end of a line beside `\n`, and other characters that are not seen: a text with them stands in quotes, and they as codes. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/** Manifests as the documents of one YAML text, for `kubectl apply -f -`. */
export function manifestText(manifests: readonly KubernetesManifest[]): string {
  return manifests.map(documentText).join('---\n')
}

function documentText(manifest: KubernetesManifest): string {
  // kubectl reads YAML 1.1, where a bare `yes` or `0o7` is no text: such texts are quoted.
  const document = new Document(manifest, { compat: 'yaml-1.1', aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && node.value.search(unseen) >= 0) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  // A line is not broken, and quotes are those of JSON: their texts are one line.
  const text = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true })
  return text.replace(unseen, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
