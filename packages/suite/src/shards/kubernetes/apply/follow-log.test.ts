import { Readable } from 'node:stream'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import type { Cluster, OpenAnswer } from './cluster.js'
import { followLog } from './follow-log.js'

const never = new AbortController().signal

/** Reads a log whose openings answer in turn, the container having ended before. */
async function logOf(answers: readonly (readonly string[] | Partial<OpenAnswer>)[], lastLines?: number) {
  const clock = virtualClock()
  const paths: string[] = []
  const lines: string[] = []
  const cluster: Cluster = {
    ...{ context: 'here', namespace: 'bench' },
    call: () => Promise.reject(new Error('not asked')),
    async open(path) {
      const answer = answers[paths.push(path) - 1]
      if (!Array.isArray(answer)) return { status: 200, body: null, stream: null, ...answer }
      return { status: 200, body: null, stream: Readable.from(answer.map((text) => Buffer.from(text))) }
    },
  }
  const ended = AbortSignal.abort()
  const reading = followLog({
    ...{ cluster, pod: 'bench-0', ended, signal: never, clock, onLine: (line: string) => void lines.push(line) },
    ...(lastLines === undefined ? {} : { lastLines }),
  })
  await clock.advance(60_000)
  return { problem: await reading, lines, paths: paths.map((path) => new URLSearchParams(path.split('?')[1])) }
}

test('lines lose their stamps, and a line break may fall anywhere', async () => {
  const { problem, lines } = await logOf([
    ['2026-01-01T00:00:01.5Z a\n2026-01-', '01T00:00:02Z b\n2026-01-01T00:00:03.1Z '],
  ])
  expect([problem, lines]).toEqual([null, ['a', 'b', '']])
})

test('a text without stamps is handed on as it is', async () => {
  expect((await logOf([['failed to open log\nagain']])).lines).toEqual(['failed to open log', 'again'])
})

test('the words of the cluster say why a log is not there', async () => {
  const body = { message: 'pods "bench-0" not found' }
  const { problem, paths } = await logOf([{ status: 404, body }])
  expect([problem, paths.length]).toEqual(['the cluster answered 404: pods "bench-0" not found', 1])
})

test('a log that fails for a while is asked for again, and given up in the end', async () => {
  const busy = { status: 500, body: 'kubelet is busy' }
  expect(await logOf([busy, busy, ['2026-01-01T00:00:01Z a']])).toMatchObject({ problem: null, lines: ['a'] })
  expect(await logOf([busy, busy, busy, busy, busy])).toMatchObject({
    problem: 'the cluster answered 500: kubelet is busy',
    lines: [],
  })
})

test('the last lines of a container alone are not followed', async () => {
  const [query] = (await logOf([['2026-01-01T00:00:01Z a']], 20)).paths
  expect([query?.get('follow'), query?.get('tailLines'), query?.get('timestamps')]).toEqual(['false', '20', 'true'])
})
