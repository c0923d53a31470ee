/** What is used of the client of Kubernetes: its own declarations are 2,000 files, with other types of Node than ours. */
declare module '@kubernetes/client-node' {
  import type { RequestOptions } from 'node:https'

  export class KubeConfig {
    /** Reads what KUBECONFIG names, `~/.kube/config`, or the account of the pod. */
    loadFromDefault(): void
    getContexts(): readonly { readonly name: string }[]
    getContextObject(name: string): { readonly namespace?: string } | null
    getCurrentContext(): string
    setCurrentContext(name: string): void
    getCurrentCluster(): { readonly server: string } | null
    /** Adds certificates, proxy and token. */
    applyToHTTPSOptions(options: RequestOptions): Promise<void>
  }
}
