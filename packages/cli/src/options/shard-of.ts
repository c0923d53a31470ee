import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { SHARD_TOKEN_VARIABLE, shardPlace } from '@sagellm-benchmark/runner/shards'
import { shardFromScheduler, type ShardsOptions } from '@sagellm-benchmark/suite/shards'
import type { ShardOptions } from './shard-options.js'

/** Which shard this process is, and how it finds the others. */
export type OwnShard = ShardsOptions & { readonly shard: number }

/** Where shard 0 listens when a scheduler names its machine and nobody a port. */
const PORT = 7707

/**
 * What the flags say of shards; `null` where this process sends all of the load.
 *
 * @throws BenchError `invalid_argument` for a number that is none, or a place that nobody names.
 */
export function shardOf(
  { shard: text, rendezvous, shardRecords = 'gathered', shardWait }: ShardOptions,
  env: Readonly<Record<string, string | undefined>>,
): OwnShard | null {
  if (text === undefined) return null
  const found = text === 'auto' ? shardFromScheduler(env) : { ...numbers(text), host: null }
  const place = rendezvous ?? (found.host === null ? null : `${found.host}:${PORT}`)
  if (place === null)
    throw invalidArgument('--rendezvous', 'left out', 'give HOST:PORT of shard 0, such as node-1:7707, to all shards')
  const { shard, of } = found
  const token = env[SHARD_TOKEN_VARIABLE]
  return { shard, of, place: shardPlace(place), token, records: shardRecords, waitSeconds: shardWait }
}

function numbers(text: string): { readonly shard: number; readonly of: number } {
  const [, shard, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  if (shard === undefined || !(Number(shard) < Number(of)))
    throw invalidArgument('--shard', text, 'give I/N with I from 0 to N - 1, such as 0/3, or auto')
  return { shard: Number(shard), of: Number(of) }
}
