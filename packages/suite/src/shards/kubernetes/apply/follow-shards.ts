import { setMaxListeners } from 'node:events'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { Cluster } from './cluster.js'
import { followLog } from './follow-log.js'
import { followPods } from './follow-pods.js'
import { type Pod, shardOf } from './pod.js'
import { podState } from './pod-state.js'
import { shardEnds } from './shard-ends.js'

export type FollowShardsOptions = {
  readonly cluster: Cluster
  /** Label selector of the pods. */
  readonly selector: string
  readonly shards: number
  readonly podWaitMs: number
  /** Called with each line of a shard's log. */
  readonly onLine: (shard: number, line: string) => void
  /** Called with what happens to a shard, as one line; `isTrouble` where it is nothing good. */
  readonly onNews: (text: string, isTrouble: boolean) => void
  /** Called with each shard whose container runs, or ran. */
  readonly onStart: (shard: number) => void
  /** Called with the exit code of each shard. */
  readonly onEnd: (shard: number, code: number) => void
  /** Aborts when the pods are being ended. */
  readonly stopping: AbortSignal
  /** Aborts when nothing is to be waited for any more. */
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** Each log that is followed is an open connection to the control plane. */
export const FOLLOWED_LOGS = 50
/** What is shown of the log of another shard, where it failed. */
const LAST_LINES = 20
/** Kinds of trouble that are told while pods wait; a thousand pods have the same ones. */
const MAX_TROUBLES = 20

/**
 * Follows the pods of a load, and their logs, until all have ended.
 *
 * @returns the exit codes by shard; one that is not there was not seen to end.
 * @throws BenchError `deadline_exceeded` where pods do not start in time, `unavailable` where the cluster cannot be asked any more.
 */
export async function followShards(options: FollowShardsOptions): Promise<ReadonlyMap<number, number>> {
  const { cluster, selector, shards, onNews, onEnd, stopping, clock } = options
  const ends = shardEnds({ shards, podWaitMs: options.podWaitMs, stopping, clock })
  const enough = new AbortController()
  const cut = AbortSignal.any([options.signal, enough.signal])
  // Each log listens to it, and their number is known.
  setMaxListeners(0, cut)
  const troubles = new Set<string>()
  const containers = new Map<number, AbortController>()
  const logs: Promise<void>[] = []

  const follow = (pod: Pod, lastLines?: number) => {
    const shard = shardOf(pod)
    const ended = containers.get(shard) ?? new AbortController()
    containers.set(shard, ended)
    const log = followLog({
      ...{ cluster, pod: pod.metadata.name, ended: ended.signal, signal: cut, clock },
      ...(lastLines === undefined ? {} : { lastLines }),
      onLine: (line) => options.onLine(shard, line),
    })
    logs.push(
      log.then((problem) => {
        if (problem !== null) onNews(`the log of shard ${shard} could not be read to its end: ${problem}`, true)
      }),
    )
  }
  const start = (pod: Pod) => {
    const shard = shardOf(pod)
    if (ends.started.has(shard)) return
    ends.start(shard)
    options.onStart(shard)
    onNews(
      `shard ${shard} runs on ${pod.spec.nodeName ?? 'an unknown node'} (${ends.started.size} of ${shards})`,
      false,
    )
    if (shard < FOLLOWED_LOGS) follow(pod)
  }
  const end = (pod: Pod, code: number, why: string | null) => {
    const shard = shardOf(pod)
    if (why !== null) onNews(`shard ${shard} ended with ${code}: ${why}`, true)
    if (shard >= FOLLOWED_LOGS && code !== 0) follow(pod, LAST_LINES)
    containers.get(shard)?.abort()
    ends.end(shard, code)
    onEnd(shard, code)
  }
  const isOpen = (pod: Pod) => shardOf(pod) < shards && !ends.codes.has(shardOf(pod))

  const following = followPods({
    ...{ cluster, selector, clock, signal: cut },
    onPod(pod) {
      if (!isOpen(pod)) return
      const state = podState(pod)
      if (state.kind !== 'waiting') start(pod)
      if (state.kind === 'ended') end(pod, state.code, state.why)
      if (state.kind !== 'waiting') return
      ends.wait(shardOf(pod), state.why)
      if (state.why === null || troubles.has(state.why) || troubles.size >= MAX_TROUBLES) return
      troubles.add(state.why)
      onNews(`shard ${shardOf(pod)} cannot start yet: ${state.why}`, true)
    },
    onGone(pod) {
      // One that never ran may be made anew, as by a queue.
      if (!isOpen(pod) || !ends.started.has(shardOf(pod))) return
      const state = podState(pod)
      if (state.kind === 'ended') end(pod, state.code, state.why)
      else end(pod, stopping.aborted ? 130 : 1, stopping.aborted ? null : 'its pod was removed')
    },
  })
  try {
    await Promise.race([following, ends.over])
    for (const ended of containers.values()) ended.abort()
    await Promise.all(logs)
    return ends.codes
  } finally {
    ends.close()
    enough.abort()
    await following.catch(() => {})
  }
}
