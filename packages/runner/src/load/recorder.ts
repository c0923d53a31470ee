import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** Where finished records go. `append` returns when the bytes are with the operating system. */
export interface RecordSink {
  append(records: readonly RequestRecord[]): void | Promise<void>
}

export type RecorderOptions = {
  readonly sink: RecordSink | null
  /** Gets each record after the sink has it. */
  readonly onRecorded: (record: RequestRecord) => void
  /** A sink that fails ends the run: a benchmark that cannot keep its records must not go on. */
  readonly onFailure: (error: unknown) => void
  /**
   * Max records that are written in one turn. A record costs some 0.1 ms to write: in a thread that stamps, more of them in one turn
   * would delay the stamps of tokens that arrive meanwhile.
   * @default 8
   */
  readonly aTurn?: number
}

export interface Recorder {
  push(record: RequestRecord): void
  /** Resolves when everything pushed so far is recorded; rejects when the sink failed. */
  idle(): Promise<void>
}

/**
 * Writes records just after the turn in which they ended. A batching engine ends many requests in one instant: first the
 * freed slots are filled again, then the records of that instant are written together.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { sink, onRecorded, onFailure, aTurn = 8 } = options
  const waiting: RequestRecord[] = []
  let writing: Promise<void> | null = null
  let failure: { readonly error: unknown } | null = null

  const flush = async () => {
    do {
      // One macrotask later: every reply of this socket turn has been handled by then.
      await new Promise((resolve) => setImmediate(resolve))
      const batch = waiting.splice(0, aTurn)
      try {
        await sink?.append(batch)
      } catch (error) {
        failure = { error }
        onFailure(error)
        break
      }
      for (const record of batch) onRecorded(record)
    } while (waiting.length > 0)
    // In the same turn as the last look: a record pushed a moment later must start a new flush.
    writing = null
  }

  return {
    push(record) {
      if (failure) return
      waiting.push(record)
      writing ??= flush()
    },
    async idle() {
      while (writing) await writing
      if (failure) throw failure.error
    },
  }
}
