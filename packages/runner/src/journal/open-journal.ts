import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { KeptJournal } from '@sagellm-benchmark/protocol-types/telemetry'
import { fileError, withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { noteFile } from '../output/noted-files.js'
import { recordLine } from './record-line.js'

export const journalFile = 'records.jsonl'

export type OpenJournalOptions = {
  /**
   * When the disk itself is waited for. Without it, a record is safe from the death of this process (`kill -9`) as soon
   * as `append` returns, because the bytes are with the operating system; only a crash of the machine can lose the last
   * seconds. `append` waits for the disk at every write, which costs milliseconds of event-loop delay each.
   * @default 'close'
   */
  readonly fsync?: 'close' | 'append'
  /** Whether the file must be new, or is continued (see `resumePlan`, which mends its end first). @default 'new' */
  readonly mode?: 'new' | 'continue'
  /** Whether `kept` is to be known; it costs some milliseconds for each megabyte. @default false */
  readonly digest?: boolean
}

export interface Journal {
  readonly file: string
  /** Writes the records as whole lines in one system call; returns when the operating system has them. */
  append(records: readonly RequestRecord[]): void
  /** What was written by now, as whoever reads the file finds it. @throws BenchError `internal` for one that is not digested. */
  kept(): KeptJournal
  /** Flushes to disk and closes. */
  close(): void
}

/**
 * Opens `records.jsonl` in a run folder.
 *
 * @throws BenchError `invalid_argument` when the file exists already (mode `new`) or cannot be written.
 */
export function openJournal(folder: string, options: OpenJournalOptions = {}): Journal {
  const { fsync = 'close', mode = 'new', digest = false } = options
  const file = join(folder, journalFile)
  const descriptor = open(file, mode)
  const hash = digest ? createHash('sha256') : null
  let written = 0
  let closed = false

  return {
    file,
    append(records) {
      if (closed) throw new BenchError('internal', `${file} is closed`)
      const bytes = Buffer.from(withoutSecrets(records.map(recordLine).join('')), 'utf8')
      writeAll(file, descriptor, bytes)
      hash?.update(bytes)
      written += records.length
      if (fsync === 'append') fsyncSync(descriptor)
    },
    kept() {
      if (hash === null) throw new BenchError('internal', `${file} is not digested`)
      return { records: written, sha256: hash.copy().digest('hex') }
    },
    close() {
      if (closed) return
      closed = true
      fsyncSync(descriptor)
      closeSync(descriptor)
    },
  }
}

function open(file: string, mode: 'new' | 'continue'): number {
  noteFile(file)
  try {
    return openSync(file, mode === 'new' ? 'ax' : 'a')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError('write', file, cause)
    throw new BenchError('invalid_argument', `cannot write ${file}: it is there already`, {
      hint: 'choose another folder, or continue this run with --resume',
      cause,
    })
  }
}

function writeAll(file: string, descriptor: number, bytes: Buffer): void {
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
  } catch (cause) {
    throw new BenchError('resource_exhausted', `cannot write ${file}: ${(cause as Error).message}`, {
      hint: 'free disk space, then continue with --resume; every record before this one is kept',
      cause,
    })
  }
}
