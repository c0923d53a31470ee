import { join } from 'node:path'
import { BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { type KeptJournal, shardFile } from '@sagellm-benchmark/protocol-types/telemetry'
import { checkChecksums } from '@sagellm-benchmark/runner/convergence'
import { digestOf } from '@sagellm-benchmark/runner/shards'
import { readJsonFile } from '../files/read-json-file.js'
import { type ShardAccount, shardArtifact } from './shard-account.js'

/** A folder of one shard, whose files are as they were when it ended. */
export type ShardFolder = ShardAccount & { readonly folder: string; readonly file: string }

/**
 * Reads what a shard left.
 *
 * @throws BenchError `not_found` for a folder of anything else; `corrupt_data` for one that was changed.
 */
export async function readAccount(folder: string): Promise<ShardFolder> {
  const path = join(folder, shardArtifact)
  const account = shardFile.parse(
    await readJsonFile(path).catch((cause) => Promise.reject(noShard(folder, cause))),
    path,
  )
  const changed = (await checkChecksums(folder))?.find(({ problem }) => problem !== 'not_in_manifest')
  if (changed) throw edited(join(folder, changed.file))
  const own = { ...account, folder, file: join(folder, 'records.jsonl') }
  await checkJournal(own, account.journal)
  return own
}

/** @throws BenchError `corrupt_data` where the journal is another one than `expected`; `null`: nobody knows what it has to be. */
export async function checkJournal({ file }: ShardFolder, expected: KeptJournal | null): Promise<void> {
  if (expected !== null && (await digestOf(file).catch(() => null)) !== expected.sha256) throw edited(file)
}

function edited(file: string): BenchError {
  return new BenchError('corrupt_data', `${file} is not what it was when the shard ended`, {
    hint: "copy the folder again from the machine of the shard; a result of changed records would be nobody's",
  })
}

function noShard(folder: string, cause: unknown): unknown {
  if (!isBenchError(cause) || cause.code !== 'not_found') return cause
  return new BenchError('not_found', `${folder} holds no records of a shard: it has no ${shardArtifact}`, {
    hint: 'give the folders shard-0, shard-1, ... that run --shard-records local left',
    cause,
  })
}
