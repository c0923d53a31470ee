import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { noteFile } from '../output/noted-files.js'
import { journalFile } from './open-journal.js'
import { readJournal, readJournalLines } from './read-journal.js'

/** The journal of one shard, which holds its own records alone. */
export type ShardJournal = {
  readonly shard: number
  readonly file: string
  /** Nobody could say what it has to be, so that it is looked at for records that are there twice. @default false */
  readonly unattested?: boolean
}

export type MergeJournalsOptions = {
  /** Ends the merging. @default never */
  readonly signal?: AbortSignal
}

type Head = ShardJournal & { readonly endAt: number; readonly text: string; readonly rest: Lines }
type Lines = ReturnType<typeof readJournalLines>

const PIECE_BYTES = 1 << 20

/**
 * Writes one `records.jsonl` of the journals of all shards: their lines as they stand, each shard's in the order in which it wrote them, and
 * those of several shards by the end of their requests. A last line that was torn when its writer died is left out. One line of each journal
 * is in memory at a time, and the names of all requests of those that nobody attests.
 *
 * @returns how many records each shard had, in the order of the journals.
 * @throws BenchError `corrupt_data` naming file and line, also for a record of another shard, or one that is there twice; `cancelled` where
 *   the signal comes; `resource_exhausted` where the disk is full. What was written by then stays.
 */
export async function mergeJournals(
  journals: readonly ShardJournal[],
  folder: string,
  { signal }: MergeJournalsOptions = {},
): Promise<number[]> {
  const heads: Head[] = []
  const counts = new Map<ShardJournal['shard'], number>()
  const others = await unattestedIds(journals)
  const advance = async (shard: ShardJournal, rest: Lines) => {
    const head = await nextOf(shard, { rest, others })
    if (head === null) return
    counts.set(shard.shard, (counts.get(shard.shard) ?? 0) + 1)
    heads.splice(placeOf(heads, head), 0, head)
  }
  const file = join(folder, journalFile)
  noteFile(file)
  const descriptor = opened(file)
  try {
    for (const each of journals) await advance(each, readJournalLines(each.file))
    let piece: string[] = []
    let length = 0
    for (let head = heads.shift(); head; head = heads.shift()) {
      piece.push(head.text, '\n')
      length += head.text.length
      if (length > PIECE_BYTES) {
        write(descriptor, piece, file)
        piece = []
        length = 0
        if (signal?.aborted) throw new BenchError('cancelled', 'interrupted before the records were merged')
      }
      await advance(head, head.rest)
    }
    write(descriptor, piece, file)
  } finally {
    closeSync(descriptor)
  }
  return journals.map(({ shard }) => counts.get(shard) ?? 0)
}

/** The requests of the journals that nobody attests: a copy of a record would count as a request. */
async function unattestedIds(journals: readonly ShardJournal[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const { file, unattested = false } of journals) {
    if (!unattested) continue
    for await (const { requestId } of readJournal(file)) {
      if (ids.has(requestId)) throw twice(file, requestId)
      ids.add(requestId)
    }
  }
  return ids
}

function twice(file: string, requestId: string): BenchError {
  return new BenchError('corrupt_data', `${file} has ${requestId}, which is there twice`, {
    hint: 'give the folders of the shards as they were written',
  })
}

type Reading = { readonly rest: Lines; readonly others: ReadonlySet<string> }

async function nextOf(
  { shard, file, unattested = false }: ShardJournal,
  { rest, others }: Reading,
): Promise<Head | null> {
  for (;;) {
    const next = await rest.next()
    if (next.done) return null
    const { text, record } = next.value
    if (record === null) continue
    // Those of shard 0 bear no number: their stamps are by the clock of the axis.
    if ((record.shard?.number ?? 0) !== shard)
      throw new BenchError('corrupt_data', `${file} has ${record.requestId}, a record of another shard`, {
        hint: 'give the folders of the shards as they were written',
      })
    if (!unattested && others.has(record.requestId)) throw twice(file, record.requestId)
    return { shard, file, unattested, endAt: record.endAt, text, rest }
  }
}

/** Where a head goes among the others, by the end of its request; of two at one moment the lower shard is first. */
function placeOf(heads: readonly Head[], head: Head): number {
  let from = 0
  let to = heads.length
  while (from < to) {
    const middle = (from + to) >> 1
    const other = heads[middle] as Head
    const before = other.endAt < head.endAt || (other.endAt === head.endAt && other.shard < head.shard)
    if (before) from = middle + 1
    else to = middle
  }
  return from
}

function opened(file: string): number {
  try {
    return openSync(file, 'ax')
  } catch (cause) {
    throw fileError('write', file, cause)
  }
}

function write(descriptor: number, piece: readonly string[], file: string): void {
  const bytes = Buffer.from(piece.join(''), 'utf8')
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
  } catch (cause) {
    throw new BenchError('resource_exhausted', `cannot write ${file}: ${(cause as Error).message}`, {
      hint: 'free disk space, then merge again; the folders of the shards are as they were',
      cause,
    })
  }
}
