import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { expect, test } from 'vitest'
import { judgeOverhead } from '../overhead/judge-overhead.js'
import { notSampled } from '../overhead/overhead-monitor.js'
import { roundsOverhead } from './rounds-overhead.js'

const identity = { transport: 'raw', stampSource: 'socket_read' as const }

/** A client that is judged by its event loop and by the calibration of its machine. */
function overhead(eventLoopDelayP99Ms: number, calibrationErrorP99Ms: number | null = null): ClientOverhead {
  return judgeOverhead({
    ...{ sample: { ...notSampled, eventLoopDelayP99Ms }, identity, readLateness: null, calibrationErrorP99Ms },
    ...{
      latenessMs: new Float64Array(0),
      requests: 6,
      stalledRequests: 0,
      windowMs: 100,
      loadThreads: 1,
      inProcess: false,
    },
  })
}

test('one machine is at its limit in the rounds in which its client was, and its stamp error is no such limit', () => {
  const rounds = [overhead(1), overhead(40), overhead(1, 25)].map((clientOverhead) => ({ clientOverhead }))
  expect(roundsOverhead(rounds)).toEqual({
    rounds: 3,
    saturatedRounds: 1,
    reasons: ['event-loop delay p99 40.0 ms, limit 10 ms'],
    stampErrorMs: 25,
  })
})

test('of several machines the worst one judges each round, and it is said which was', () => {
  const round = (...each: ClientOverhead[]) => ({
    clientOverhead: each[0] as ClientOverhead,
    generators: each.map((clientOverhead, shard) => ({ shard, clientOverhead })),
  })
  const rounds = [
    round(overhead(1), overhead(40), overhead(1, 25)),
    round(overhead(50), overhead(60), overhead(1, 20)),
    round(overhead(1), overhead(1), overhead(1, 30)),
  ]
  expect(roundsOverhead(rounds)).toEqual({
    rounds: 3,
    saturatedRounds: 2,
    reasons: [
      'shard 1: event-loop delay p99 40.0 ms, limit 10 ms',
      'shard 0: event-loop delay p99 50.0 ms, limit 10 ms',
      'shard 1: event-loop delay p99 60.0 ms, limit 10 ms',
    ],
    stampErrorMs: 30,
    shards: [
      { shard: 0, saturatedRounds: 1, stampErrorMs: null },
      { shard: 1, saturatedRounds: 2, stampErrorMs: null },
      { shard: 2, saturatedRounds: 0, stampErrorMs: 30 },
    ],
  })
})
