import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { FromShard, FromWorker } from '@sagellm-benchmark/protocol-types/messages'
import type { LineLost } from '../workers/worker-line.js'

type Listener = (message: FromWorker | LineLost) => void
type Failed = Extract<FromShard, { readonly kind: 'failed' }>
/** What a shard says for all of its threads. */
type Word = Failed | Extract<FromShard, { readonly kind: 'ready' | 'closed' }>

/** One of the threads of a shard. */
export type ThreadPlace = { readonly target: number; readonly thread: number }

/** Who hears what a shard says: whoever waits for a word of it, and those who listen to its threads. */
export interface ShardEars {
  /** Hears what one of its threads says, what fails there, or that all of them are lost; `null` ends the hearing. */
  listen(at: ThreadPlace, listener: Listener | null): void
  /** The next word of a kind. @throws BenchError what failed there, or that it was lost. */
  heard<Kind extends Word['kind']>(kind: Kind): Promise<Extract<Word, { readonly kind: Kind }>>
  /** It said a word, or is lost. */
  told(word: Word | LineLost): void
  /** One of its threads said something, which nobody reads where nobody listens. */
  toldBy(at: ThreadPlace, read: () => FromWorker): void
}

/** @param lost - that the shard is lost; `null` while it is not. */
export function createShardEars(lost: () => LineLost | null): ShardEars {
  const listeners = new Map<string, Listener>()
  let awaiting: ((word: Word | LineLost) => void) | null = null
  return {
    listen(at, listener) {
      if (listener === null) return void listeners.delete(keyOf(at))
      listeners.set(keyOf(at), listener)
      const gone = lost()
      if (gone) listener(gone)
    },
    heard: (kind) =>
      new Promise<Extract<Word, { readonly kind: typeof kind }>>((resolve, reject) => {
        awaiting = (word) => {
          if (word.kind === kind) resolve(word as Extract<Word, { readonly kind: typeof kind }>)
          else if (word.kind === 'failed') reject(failureOf(word))
          else if (word.kind === 'lost') reject(lossOf(word))
        }
        const gone = lost()
        if (gone) awaiting(gone)
      }).finally(() => {
        awaiting = null
      }),
    told(word) {
      awaiting?.(word)
      if (word.kind === 'failed' || word.kind === 'lost') for (const listener of [...listeners.values()]) listener(word)
    },
    toldBy(at, read) {
      const listener = listeners.get(keyOf(at))
      if (listener) listener(read())
    },
  }
}

const keyOf = ({ target, thread }: ThreadPlace) => `${target}/${thread}`

function failureOf({ code, message, hint }: Failed): BenchError {
  return new BenchError(code, message, hint === null ? {} : { hint })
}

function lossOf({ shard, why }: LineLost): BenchError {
  return new BenchError('unavailable', `shard ${shard} was lost before the load began: ${why}`, {
    hint: 'nothing was measured; look at what that process printed, and start all shards again',
  })
}
