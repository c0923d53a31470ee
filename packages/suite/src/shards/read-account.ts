import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { type KeptJournal, shardFile } from '@sagellm-benchmark/protocol-types/telemetry'
import { checkChecksums } from '@sagellm-benchmark/runner/convergence'
import { digestOf } from '@sagellm-benchmark/runner/shards'
import { readJsonFile } from '../files/read-json-file.js'
import { type ShardAccount, shardArtifact } from './shard-account.js'

/** A folder of one shard, whose files are as they were when it ended. */
export type ShardFolder = ShardAccount & {
  readonly folder: string
  /** Its journal. */
  readonly file: string
  /** Its files were held against a manifest. */
  readonly hasManifest: boolean
}

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
  const against = await checkChecksums(folder)
  const changed = against?.find(({ problem }) => problem !== 'not_in_manifest')
  if (changed) throw edited(join(folder, changed.file))
  const own = { ...account, folder, file: join(folder, 'records.jsonl'), hasManifest: against !== null }
  await checkJournal(own, account.journal)
  return own
}

/**
 * Holds a journal against what it has to be.
 *
 * @throws BenchError `corrupt_data` where the journal is another one than `expected`, `invalid_argument` or `resource_exhausted`
 *   where it cannot be read; `null`: nobody knows what it has to be.
 */
export async function checkJournal({ file }: ShardFolder, expected: KeptJournal | null): Promise<void> {
  if (expected !== null && (await digestIn(file)) !== expected.sha256) throw edited(file)
}

/** @returns `null` for a journal that was taken away, or is no file: a pipe in its place may never end. */
async function digestIn(file: string): Promise<string | null> {
  try {
    return (await stat(file)).isFile() ? await digestOf(file) : null
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fileError('read', file, cause)
  }
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
