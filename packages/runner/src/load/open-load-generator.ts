import type { Dialect, EngineClient, OpenAiClient } from '@sagellm-benchmark/clients'
import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import { type Clock, invalidArgument, isBenchError, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { Rendezvous } from '../shards/rendezvous.js'
import { startShards } from '../shards/start-shards.js'
import { startLoadThreads } from '../workers/start-load-threads.js'
import { askedThreads, threadsHere } from './asked-threads.js'
import type { LoadGenerator } from './load-generator.js'
import { thisThread } from './this-thread.js'

export type LoadGeneratorOptions = {
  /** A client of the plan's endpoint in this thread, open. It sends the load where no thread can; it stays the caller's to close. */
  readonly client: OpenAiClient
  readonly clock: Clock
  /** Handed to the threads in memory. @default none */
  readonly apiKey?: ApiKey | null
  /** Counts tokens where the server reports none, if the plan names a tokenizer. @default read from the folder that the plan names */
  readonly tokenizer?: Tokenizer | null
  /** Dialects that exist in this thread only. @default [] */
  readonly dialects?: readonly Dialect[]
  /** Address (file URL) of a module that exports `dialects`, which a load thread can import. @default none */
  readonly dialectModule?: string | null
  /** The shards that share the load, where this process is shard 0 of several. @default none: this process sends all of it */
  readonly rendezvous?: Rendezvous | null
}

/**
 * What sends the load of an endpoint: by default one thread that does nothing else. The one place where that is decided, for every
 * command. Where the load is sent from this thread although nobody asked for it, the generator's identity says so and why.
 *
 * @throws BenchError `invalid_argument` where threads were asked for that cannot know a dialect; `not_implemented` where threads
 *   were asked for and none can be started; else as `open` of a client.
 */
export async function openLoadGenerator(
  plan: RunPlan & { readonly target: { readonly kind: 'endpoint' } },
  options: LoadGeneratorOptions,
): Promise<LoadGenerator> {
  const { client, clock, apiKey = null, tokenizer = null, dialects = [], dialectModule = null } = options
  const asked = askedThreads(plan)
  const demanded = asked !== null && asked !== 'auto'
  const { rendezvous = null } = options
  if (rendezvous !== null) {
    if (asked === 0)
      throw invalidArgument('loadThreads', asked, 'a shard sends from threads of its own: give 1 or more, or auto')
    if (dialects.length > 0)
      throw invalidArgument('dialects', 'functions', 'shards are other processes; name a module with dialectModule')
    const letGo = () => void client.releaseConnections()
    const { threads, notice } = await threadsHere(plan)
    const started = { plan, threads, apiKey, tokenizer, dialectModule, beforeLoad: letGo, clock }
    return withNotice(await startShards(rendezvous, started), notice)
  }
  if (asked === 0) return lent(client, clock)
  if (dialects.length > 0) {
    const why = 'a dialect of the caller is made of functions, which cannot be handed to another thread'
    if (demanded) throw invalidArgument('loadThreads', asked, `${why}; name its module with dialectModule`)
    return lent(client, clock, why)
  }
  try {
    // Connections of this thread would use up slots of a server that allows few.
    const beforeLoad = () => void client.releaseConnections()
    const { threads, notice } = await threadsHere(plan)
    const options = { plan, threads, apiKey, tokenizer, dialectModule, beforeLoad, clock }
    return withNotice(await startLoadThreads(options), notice)
  } catch (error) {
    if (demanded || !isBenchError(error) || error.code !== 'not_implemented') throw error
    return lent(client, clock, error.message)
  }
}

function withNotice(generator: LoadGenerator, notice: string | null): LoadGenerator {
  if (notice === null) return generator
  return {
    get identity() {
      const { identity } = generator
      return { ...identity, notices: [...identity.notices, notice] }
    },
    threads: generator.threads,
    drive: (options) => generator.drive(options),
    close: () => generator.close(),
  }
}

/** The caller's client in the caller's thread. @param why - why the load has no thread of its own. */
function lent(client: EngineClient, clock: Clock, why: string | null = null): LoadGenerator {
  const { threads, drive } = thisThread(client, { clock })
  const generator: LoadGenerator = {
    get identity() {
      return client.identity
    },
    ...{ threads, drive },
    close: async () => {},
  }
  const notice =
    why === null ? null : `The load was sent from the thread of the program, whose other work can delay stamps: ${why}`
  return withNotice(generator, notice)
}
