import type { KubeConfig } from '@kubernetes/client-node'
import { BenchError, type Clock, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { firstLine } from './api-request.js'
import { type Cluster, clusterAt } from './cluster.js'
import { type ClientLibrary, loadClient } from './load-client.js'

export type OpenClusterOptions = {
  /** Context of the kubeconfig. @default its current one */
  readonly context?: string | undefined
  /** @default that of the context, or `default` */
  readonly namespace?: string | undefined
  readonly clock: Clock
  /** For tests. @default loadClient() */
  readonly library?: ClientLibrary
}

/**
 * The cluster of a context, by the rules of kubectl: the files of KUBECONFIG, `~/.kube/config`, or the account of the pod that this runs in.
 *
 * @throws BenchError `not_found` without a kubeconfig, `corrupt_data` for one that cannot be read, `invalid_argument` for a context that is not
 *   there, `unavailable` without the client library.
 */
export async function openCluster({ context, namespace, clock, library }: OpenClusterOptions): Promise<Cluster> {
  const { KubeConfig } = library ?? (await loadClient())
  const config = new KubeConfig()
  loadConfig(config)
  if (context !== undefined) useContext(config, context)
  const cluster = config.getCurrentCluster()
  const current = config.getCurrentContext()
  // Where it finds nothing, the library takes a server of its own choice under this name.
  if (cluster === null || current === 'loaded-context')
    throw new BenchError('not_found', 'no cluster is set in a kubeconfig', {
      hint: 'set KUBECONFIG, or give --kube-context one of what kubectl config get-contexts lists',
    })
  const own = namespace ?? config.getContextObject(current)?.namespace ?? 'default'
  return clusterAt({
    access: { server: cluster.server, authorize: (options) => config.applyToHTTPSOptions(options) },
    context: current === 'inClusterContext' ? null : current,
    namespace: own,
    clock,
  })
}

function loadConfig(config: KubeConfig): void {
  try {
    config.loadFromDefault()
  } catch (cause) {
    throw new BenchError('corrupt_data', `the kubeconfig cannot be read: ${firstLine(cause)}`, {
      hint: 'see what KUBECONFIG names, or ~/.kube/config',
      cause,
    })
  }
}

function useContext(config: KubeConfig, context: string): void {
  const names = config.getContexts().map(({ name }) => name)
  if (!names.includes(context))
    throw invalidArgument('--kube-context', context, `the kubeconfig has ${names.slice(0, 10).join(', ') || 'none'}`)
  config.setCurrentContext(context)
}
