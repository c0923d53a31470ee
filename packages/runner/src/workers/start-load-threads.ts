import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, type Clock, type RunPlan, systemClock } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { readTokenizer } from '../load/read-tokenizer.js'
import type { LoadGenerator } from '../load/load-generator.js'
import { linesGenerator } from './lines-generator.js'
import { startThreads } from './start-threads.js'

export type LoadThreadsOptions = {
  readonly plan: RunPlan
  /** How many threads share the load. @default 1 */
  readonly threads?: number
  /** Handed to the threads in memory. @default none */
  readonly apiKey?: ApiKey | null
  /** Address (file URL) of a module that exports `dialects`, beside those of the project. @default none */
  readonly dialectModule?: string | null
  /**
   * Address (file URL) of a module whose `createWorkerClient(birth, clock)` makes each thread's client.
   * @default the OpenAI-compatible client of the plan's target
   */
  readonly clientModule?: string
  /** Counts tokens where the server reports none, in the caller's thread. @default that of the folder that the plan names */
  readonly tokenizer?: Tokenizer | null
  /** Called when the requests are ready and no thread has begun: the time to let go of connections of one's own. */
  readonly beforeLoad?: () => void
  /** The clock of the records' axis. @default systemClock() */
  readonly clock?: Clock
}

/**
 * Threads that do nothing but send a plan's requests and stamp the answers, each with its own connections: neither the journal nor
 * a page nor the display of the program delays a stamp. They start together, on one epoch of CLOCK_MONOTONIC; request number k goes
 * to thread k mod n, so the requests and their times are the same for any number.
 *
 * @throws BenchError `invalid_argument` for a target that is no endpoint and without a client module; `not_implemented` where no
 *   thread can be started; else as `open` of the client.
 * @example
 * const threads = await startLoadThreads({ plan, apiKey })
 * await runPlan({ plan, client: threads, requests, journal })
 * await threads.close()
 */
export async function startLoadThreads(options: LoadThreadsOptions): Promise<LoadGenerator> {
  const { plan, threads = 1, clock = systemClock(), beforeLoad } = options
  if (plan.target.kind !== 'endpoint' && options.clientModule === undefined) {
    throw new BenchError('invalid_argument', `a target of kind ${plan.target.kind} runs in this process`, {
      hint: 'load threads need an endpoint',
    })
  }
  const tokenizer = options.tokenizer ?? (await tokenizerOf(plan))
  return linesGenerator(await startThreads(threads, plan, options), { clock, tokenizer, beforeLoad })
}

/** Counts tokens where the server reports none, if the plan names a tokenizer. */
export async function tokenizerOf({ target }: RunPlan): Promise<Tokenizer | null> {
  return target.kind === 'endpoint' && target.tokenizer !== null ? readTokenizer(target.tokenizer) : null
}
