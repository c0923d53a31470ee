import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/** Where shard 0 can be reached. */
export type ShardPlace = { readonly host: string; readonly port: number }

/**
 * @example shardPlace('node-1:7700') // { host: 'node-1', port: 7700 }
 * @throws BenchError `invalid_argument` for a text that is no HOST:PORT.
 */
export function shardPlace(text: string): ShardPlace {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@[\]]+)):(\d{1,5})$/.exec(text)
  const port = Number(found?.[3])
  if (!found || !(port >= 1 && port <= 65_535))
    throw invalidArgument('--rendezvous', text, 'give HOST:PORT of shard 0, such as node-1:7700 or [fd00::1]:7700')
  return { host: (found[1] ?? found[2]) as string, port }
}

export function placeText({ host, port }: ShardPlace): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
