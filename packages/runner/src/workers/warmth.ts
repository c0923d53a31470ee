import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import { warmUp } from './warm-up.js'
import type { WorkerClient } from './worker-client.js'

type WarmthOptions = {
  readonly clock: Clock
  /** @default warmUp */
  readonly warm?: typeof warmUp
}

/** The warm-up of a load thread. */
export interface Warmth {
  begin(worker: WorkerClient): void
  /** Resolves when it is over, with why it could not be done. @param signals - any of them ends it. */
  over(...signals: readonly AbortSignal[]): Promise<string | null>
  end(): Promise<void>
}

/** It begins while the program still builds its requests, and the first load waits for what is left of it. */
export function createWarmth(plan: RunPlan, { clock, warm = warmUp }: WarmthOptions): Warmth {
  const ending = new AbortController()
  const end = () => ending.abort()
  let warming: Promise<string | null> = Promise.resolve(null)
  return {
    begin({ client, parts }: WorkerClient) {
      if (parts === null) return
      warming = warm({ plan, identity: client.identity, ...parts, clock, signal: ending.signal })
    },
    async over(...signals: readonly AbortSignal[]): Promise<string | null> {
      const cut = AbortSignal.any([...signals])
      if (cut.aborted) end()
      cut.addEventListener('abort', end, { once: true })
      const why = await warming
      cut.removeEventListener('abort', end)
      return why
    },
    async end() {
      end()
      await warming
    },
  }
}

/** What results repeat of a thread that could not be warmed up. @param cold - why; `null`: it was. */
export function noticeOfCold(identity: ClientIdentity, cold: string | null): ClientIdentity {
  if (cold === null) return identity
  const notice = `The load thread could not be warmed up, so that its first requests may show a TTFT that is some milliseconds too long: ${cold}`
  return { ...identity, notices: [...identity.notices, notice] }
}
