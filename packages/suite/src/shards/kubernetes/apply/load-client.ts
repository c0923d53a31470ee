import type { KubeConfig } from '@kubernetes/client-node'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/** What is used of the client: who the user is, and how the cluster is reached. */
export type ClientLibrary = { readonly KubeConfig: new () => KubeConfig }

const INSTALL = 'npm install @kubernetes/client-node@1'

/**
 * The client library of Kubernetes, an optional peer dependency of 72 MB with its own, loaded only when something is sent to a cluster.
 *
 * @param importLibrary - for tests.
 * @throws BenchError `unavailable`, with the command that installs it, where it is missing or does not load.
 */
export async function loadClient(
  importLibrary: () => Promise<ClientLibrary> = () => import('@kubernetes/client-node'),
): Promise<ClientLibrary> {
  try {
    return await importLibrary()
  } catch (cause) {
    throw new BenchError('unavailable', problemOf(cause), { hint: `install it with: ${INSTALL}`, cause })
  }
}

function problemOf(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string }
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
  if (missing && message?.includes('@kubernetes/client-node'))
    return '--apply needs the package @kubernetes/client-node, which is not installed'
  return `the package @kubernetes/client-node does not load: ${message?.split('\n')[0] ?? String(cause)}`
}
