import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ClientIdentity } from '../engine-client.js'
import type { OpenAiClient } from '../openai/openai-client.js'
import { createBalancer, type ReplicaBalance } from './balancer.js'

export type Replica = {
  /** Names it in records and reports. */
  readonly name: string
  readonly client: OpenAiClient
}

/**
 * One client for several base URLs of the same deployment. Each request goes to one of them, the turns of a session all to the same
 * one, whose prefix cache knows their conversation; each record says which.
 *
 * @param replicas - at least one. What is known of the server, and the count of prompts, are those of the first.
 * @example createReplicaClient([{ name: 'a:8000', client: a }, { name: 'b:8000', client: b }], { balance: 'round_robin' })
 */
export function createReplicaClient(
  replicas: readonly [Replica, ...Replica[]],
  { balance }: { readonly balance: ReplicaBalance },
): OpenAiClient {
  const [{ client: first }] = replicas
  const all = <Result>(use: (client: OpenAiClient) => Promise<Result>) =>
    Promise.all(replicas.map(({ client }) => use(client)))
  const balancer = createBalancer(replicas.length, balance)

  return {
    get identity() {
      return withReplicas(first.identity, replicas)
    },
    async open({ connections, signal }) {
      const each = Math.ceil(connections / replicas.length)
      // A signal of its own for each: one with many listeners is taken for a leak.
      await all((client) =>
        client.open({ connections: each, ...(signal ? { signal: AbortSignal.any([signal]) } : {}) }),
      )
    },
    prepare(planned) {
      // Which one will have the fewest is not known before its time.
      const at = balancer.reserve(planned)
      if (at !== null) replicas[at]?.client.prepare?.(planned)
    },
    async send(planned, options) {
      const at = balancer.begin(planned)
      const { name, client } = replicas[at] as Replica
      let record: RequestRecord | null = null
      try {
        record = await client.send(planned, options)
        return Object.assign(record, { replica: name })
      } finally {
        balancer.end(planned, { at, failed: record === null || record.errorClass !== null })
      }
    },
    openCounter: (ears) => first.openCounter(ears),
    async releaseConnections() {
      await all((client) => client.releaseConnections())
    },
    async close() {
      await all((client) => client.close())
    },
  }
}

function withReplicas(identity: ClientIdentity, replicas: readonly Replica[]): ClientIdentity {
  const names = replicas.map(({ name }) => name).join(', ')
  const notice =
    `The load was spread over ${replicas.length} base URLs (${names}); counters, model and context length of the server ` +
    `are those of ${replicas[0]?.name}.`
  return { ...identity, notices: [...identity.notices, notice] }
}

/** Host and port of each URL; the whole of those that share them. */
export function replicaNames(urls: readonly string[]): string[] {
  const hosts = urls.map((url) => new URL(url).host)
  return urls.map((url, at) => {
    const host = hosts[at] as string
    return hosts.indexOf(host) === hosts.lastIndexOf(host) ? host : withoutQuery(url)
  })
}

/** What may hold a key is no part of a name. */
function withoutQuery(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
