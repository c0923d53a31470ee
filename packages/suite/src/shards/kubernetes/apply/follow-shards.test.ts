import { PassThrough, Readable } from 'node:stream'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import type { Cluster } from './cluster.js'
import { FOLLOWED_LOGS, followShards } from './follow-shards.js'

const never = new AbortController().signal

/** A pod that ended, as a list has it. */
const ended = (shard: number, exitCode: number) => ({
  metadata: {
    ...{ name: `bench-${shard}`, uid: `u${shard}` },
    annotations: { 'batch.kubernetes.io/job-completion-index': String(shard) },
  },
  status: { containerStatuses: [{ name: 'sagellm-benchmark', state: { terminated: { exitCode, reason: 'Error' } } }] },
})

test('of many shards the first logs are followed, and of the others the last lines of those that fail are shown', async () => {
  const shards = FOLLOWED_LOGS + 2
  const clock = virtualClock()
  const logs: string[] = []
  const lines: string[] = []
  const pods = Array.from({ length: shards }, (_, shard) => ended(shard, shard === shards - 1 ? 1 : 0))
  const cluster: Cluster = {
    ...{ context: 'here', namespace: 'bench' },
    call: async () => ({ status: 200, body: { metadata: { resourceVersion: '7' }, items: pods } }),
    async open(path, signal) {
      const log = /pods\/(bench-\d+)\/log\?(.*)$/.exec(path)
      if (log === null) {
        const watch = new PassThrough()
        signal.addEventListener('abort', () => watch.destroy(), { once: true })
        return { status: 200, body: null, stream: watch }
      }
      logs.push(`${log[1]} ${new URLSearchParams(log[2]).get('tailLines')}`)
      return { status: 200, body: null, stream: Readable.from([Buffer.from('2026-01-01T00:00:01Z a\n')]) }
    },
  }
  const warnings: string[] = []
  const onWarning = ({ name }: Error) => void warnings.push(name)
  process.on('warning', onWarning)
  const following = followShards({
    ...{ cluster, selector: 'a=b', shards, podWaitMs: 60_000, clock, stopping: never, signal: never },
    ...{
      onLine: (shard: number) => void lines.push(`shard ${shard}`),
      onNews: () => {},
      onStart: () => {},
      onEnd: () => {},
    },
  })
  await clock.advance(5_000)
  const codes = await following
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
  expect([codes.size, codes.get(shards - 1)]).toEqual([shards, 1])
  expect(new Set(logs)).toEqual(
    new Set([...Array.from({ length: FOLLOWED_LOGS }, (_, shard) => `bench-${shard} null`), `bench-${shards - 1} 20`]),
  )
  // Each log was read once or twice, and each line is handed on once.
  expect(lines).toHaveLength(FOLLOWED_LOGS + 1)
})
