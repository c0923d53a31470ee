import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { FromShard, type ShardHello, type ShardRecords, ToShard } from '@sagellm-benchmark/protocol-types/messages'
import type { VirtualClock } from '@sagellm-benchmark/protocol-types/testing'
import type { Journal } from '../journal/open-journal.js'
import { driveForCoordinator, type ShardOptions } from '../shards/drive-for-coordinator.js'
import { openJsonStream } from '../shards/json-stream.js'
import { openShardLine } from '../shards/shard-line.js'
import { aHello } from './a-hello.js'
import { pipeEnds } from './carriers.js'

export type VirtualShardOptions = Pick<ShardOptions, 'start' | 'signal'> & {
  readonly shares: number
  readonly clock: VirtualClock
  /** Of its machine. */
  readonly monotonicMs: () => number
  /** Where it keeps its records. @default gathered */
  readonly keeping?: ShardRecords
  /** Gets what it keeps. */
  readonly kept?: RequestRecord[]
}

/** A shard as its program runs it, over a pipe in place of a socket; its clock is measured. */
export async function openVirtualShard(shard: number, options: VirtualShardOptions) {
  const { shares, clock, monotonicMs, keeping = 'gathered', kept = [], ...driving } = options
  const { near, far } = pipeEnds()
  const hello: ShardHello = { ...aHello, shard, of: shares, records: keeping }
  const journal: Journal = {
    file: 'in memory',
    append: (records) => void kept.push(...records),
    kept: () => ({ records: kept.length, sha256: '0'.repeat(64) }),
    close: () => {},
  }
  const keep = async () => ({ journal, tokenizer: null })
  const stream = openJsonStream<ToShard, FromShard>(far, { schema: ToShard, name: 'shard 0' })
  const keeps = keeping === 'local' ? { keep } : {}
  const living = driveForCoordinator({ stream, hello, monotonicMs, clock, ...driving, ...keeps })
  living.catch(() => {})
  const own = openJsonStream<FromShard, ToShard>(near, { schema: FromShard, name: `shard ${shard}` })
  const line = openShardLine({ stream: own, hello, clock, monotonicMs: () => clock.now() })
  await line.measureClock()
  return { line, living, cut: () => void far.destroy() }
}
