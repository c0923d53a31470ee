import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'

export type ShardEndsOptions = {
  readonly shards: number
  /** So long all pods may take until their containers run. */
  readonly podWaitMs: number
  /** Aborts when the pods are being ended: those that never ran are not waited for. */
  readonly stopping: AbortSignal
  readonly clock: Clock
}

/** What is known of each shard, and when it is enough. */
export interface ShardEnds {
  /** Resolves when nothing more is to be waited for; rejects at the limit where pods did not start. */
  readonly over: Promise<void>
  /** Shards whose containers ran. */
  readonly started: ReadonlySet<number>
  /** Exit codes, by shard. */
  readonly codes: ReadonlyMap<number, number>
  /** Notes why a shard does not run yet; null where nothing is unusual. */
  wait(shard: number, why: string | null): void
  start(shard: number): void
  end(shard: number, code: number): void
  close(): void
}

/** Shard 0 writes its result and ends last, or it failed and the others notice within half a minute. */
const BEHIND_FIRST_MS = 60_000
/** A pod has a minute for what is in flight, and the cluster some seconds to say so. */
const STOPPING_MS = 75_000
/** So many shards are named that do not start. */
const NAMED = 3

/** Waits for the shards of a load by what is reported of them. */
export function shardEnds({ shards, podWaitMs, stopping, clock }: ShardEndsOptions): ShardEnds {
  const started = new Set<number>()
  const codes = new Map<number, number>()
  const waiting = new Map<number, string | null>()
  const timers: (() => void)[] = []
  let resolve = () => {}
  let reject: (error: BenchError) => void = () => {}
  const over = new Promise<void>((done, fail) => {
    resolve = done
    reject = fail
  })
  over.catch(() => {})
  const check = () => {
    const awaited = stopping.aborted ? started.size : shards
    if (codes.size >= awaited) resolve()
  }
  const onStopping = () => {
    timers.push(clock.setTimer(STOPPING_MS, resolve))
    check()
  }
  timers.push(
    clock.setTimer(podWaitMs, () => {
      if (started.size < shards && !stopping.aborted) reject(notStarted())
    }),
  )
  stopping.addEventListener('abort', onStopping, { once: true })

  function notStarted(): BenchError {
    const missing = Array.from({ length: shards }, (_, shard) => shard).filter((shard) => !started.has(shard))
    const named = missing.slice(0, NAMED).map((shard) => `shard ${shard}: ${waiting.get(shard) ?? 'no reason given'}`)
    const more = missing.length > NAMED ? `; and ${missing.length - NAMED} more` : ''
    const count = `${missing.length} of ${shards} pods`
    return new BenchError(
      'deadline_exceeded',
      `${count} did not start within ${podWaitMs / 1000} s: ${named.join('; ')}${more}`,
      {
        hint: 'give --pod-wait more seconds where a queue or new nodes take longer',
      },
    )
  }

  return {
    over,
    started,
    codes,
    wait: (shard, why) => void waiting.set(shard, why),
    start: (shard) => void started.add(shard),
    end(shard, code) {
      started.add(shard)
      codes.set(shard, code)
      if (shard === 0) timers.push(clock.setTimer(BEHIND_FIRST_MS, resolve))
      check()
    },
    close() {
      stopping.removeEventListener('abort', onStopping)
      for (const stop of timers) stop()
    },
  }
}
