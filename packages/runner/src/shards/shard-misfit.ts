import { SHARD_PROTOCOL, type ShardHello } from '@sagellm-benchmark/protocol-types/messages'

type Fitting = {
  /** Shards of the run. */
  readonly of: number
  /** What shard 0 says of itself. */
  readonly own: Pick<ShardHello, 'version' | 'planHash' | 'records'>
  /** By the number of each shard that is here. */
  readonly here: ReadonlyMap<number, unknown>
}

/** Why a shard cannot be part of this run; `null` where it can. */
export function misfitOf(hello: ShardHello, { of, own, here }: Fitting): { why: string; hint: string } | null {
  const { shard, protocol, version, planHash } = hello
  if (protocol !== SHARD_PROTOCOL || version !== own.version)
    return {
      why: `shard ${shard} is version ${version} of this program, and shard 0 is version ${own.version}`,
      hint: 'install the same version on all machines',
    }
  if (hello.of !== of || shard < 1 || shard >= of)
    return {
      why: `a process says that it is shard ${shard} of ${hello.of}, and shard 0 waits for 1 to ${of - 1} of ${of}`,
      hint: 'give --shard 0/N to --shard N-1/N with one N, each to one process',
    }
  if (here.has(shard))
    return { why: `there are two processes that are shard ${shard} of ${of}`, hint: 'give each process its own number' }
  if (planHash !== own.planHash)
    return {
      why: `shard ${shard} has another plan than shard 0`,
      hint: 'give all shards the same flags and the same files; run --dry-run on both shows where the plans differ',
    }
  if (hello.records !== own.records)
    return {
      why: `the records of shard ${shard} are ${hello.records}, and those of shard 0 ${own.records}`,
      hint: 'give all shards the same --shard-records',
    }
  return null
}
