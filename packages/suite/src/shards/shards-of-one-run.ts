import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ShardFolder } from './read-account.js'
import type { ShardAccount } from './shard-account.js'

/** The folder of shard 0 of a run that came to its end. */
export type FirstFolder = ShardFolder & { readonly told: NonNullable<ShardAccount['told']> }

/** The folders of one run. */
export type ShardsOfOneRun = {
  readonly zero: FirstFolder
  /** By the number of the shard, shard 0 among them. */
  readonly folders: readonly ShardFolder[]
  /** Numbers of those whose folder is not there. */
  readonly missing: readonly number[]
}

/**
 * Folders as those of one run, in their order.
 *
 * @throws BenchError `invalid_argument` where they are of several runs, one is there twice, or that of shard 0 is not there; `corrupt_data`
 *   where the run did not come to its end.
 */
export function shardsOfOneRun(given: readonly ShardFolder[]): ShardsOfOneRun {
  const [first] = given
  if (first === undefined) throw invalidArgument('folders', 'none', 'give the folder of each shard of a run')
  const byNumber = new Map<number, ShardFolder>()
  for (const each of given) {
    const other = problemBetween(first, each)
    if (other !== null) throw refused(`${each.folder} and ${first.folder} are ${other}`)
    const same = byNumber.get(each.shard)
    if (same) throw refused(`${same.folder} and ${each.folder} are both of shard ${each.shard}`)
    if (each.shard >= each.of) throw refused(`${each.folder} says that it is shard ${each.shard} of ${each.of}`)
    byNumber.set(each.shard, each)
  }
  const zero = byNumber.get(0)
  if (zero === undefined) throw refused('none of the folders is that of shard 0, which has the plan')
  const { told } = zero
  if (told === null)
    throw new BenchError('corrupt_data', `${zero.folder} is of a run that did not come to its end at shard 0`, {
      hint: 'what the run was is not known there; the records of each shard are in its records.jsonl',
    })
  const missing = Array.from({ length: zero.of }, (_, shard) => shard).filter((shard) => !byNumber.has(shard))
  const folders = [...byNumber.values()].sort((a, b) => a.shard - b.shard)
  return { zero: { ...zero, told }, folders, missing }
}

function problemBetween(a: ShardAccount, b: ShardAccount): string | null {
  if (a.planHash !== b.planHash) return 'of different plans'
  return a.run !== b.run || a.of !== b.of ? 'of different runs' : null
}

function refused(problem: string): BenchError {
  return new BenchError('invalid_argument', problem, { hint: 'give each shard-I of one run once, shard-0 among them' })
}
