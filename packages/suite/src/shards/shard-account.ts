import { join } from 'node:path'
import type { z } from 'zod'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { shardFile } from '@sagellm-benchmark/protocol-types/telemetry'
import { writeFileAtomic } from '@sagellm-benchmark/runner'

/** The file that says whose records a folder holds. */
export const shardArtifact = 'shard.json'

export type ShardAccount = z.infer<typeof shardFile.schema>

/** Folder of a shard that keeps its records itself: shards that have one file system and the same flags do not meet. */
export function shardFolder(output: string | undefined, shard: number): string {
  return join(output ?? './benchmark_results', `shard-${shard}`)
}

/** What is said where the records of one shard are taken for those of a run. */
export function onlyOneShard(folder: string): BenchError {
  return new BenchError('invalid_argument', `${folder} holds the records of one shard, and no result`, {
    hint: 'sagellm-benchmark merge with the folders of all shards of the run makes one',
  })
}

export async function writeAccount(folder: string, account: Omit<ShardAccount, 'schemaVersion'>): Promise<void> {
  const json = shardFile.serialize({ schemaVersion: 1, ...account })
  await writeFileAtomic(join(folder, shardArtifact), `${JSON.stringify(json, null, 2)}\n`)
}
