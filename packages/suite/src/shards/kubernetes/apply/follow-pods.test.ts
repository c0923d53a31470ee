import { Readable } from 'node:stream'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import type { ApiAnswer } from './api-answer.js'
import type { Cluster } from './cluster.js'
import { followPods } from './follow-pods.js'

const pod = (uid: string, resourceVersion: string) => ({
  metadata: { name: uid, uid, resourceVersion, annotations: { 'batch.kubernetes.io/job-completion-index': '0' } },
})
const list = (resourceVersion: string, items: readonly unknown[]) => ({
  status: 200,
  body: { metadata: { resourceVersion }, items },
})
const events = (...given: readonly unknown[]) => given.map((each) => `${JSON.stringify(each)}\n`).join('')

/** Follows pods of a cluster whose lists and watches answer in turn; where none is left it refuses. */
async function follow({
  lists,
  watches = [],
}: {
  lists: readonly (ApiAnswer | Error)[]
  watches?: readonly (string | ApiAnswer)[]
}) {
  const clock = virtualClock()
  const heard: string[] = []
  let [listed, watched] = [0, 0]
  const cluster: Cluster = {
    ...{ context: 'here', namespace: 'bench' },
    async call() {
      const answer = lists[listed++] ?? { status: 403, body: { message: 'no more' } }
      if (answer instanceof Error) throw answer
      return answer
    },
    async open(path) {
      heard.push(`watch ${new URLSearchParams(path.split('?')[1]).get('resourceVersion')}`)
      const answer = watches[watched++] ?? { status: 410, body: null }
      if (typeof answer === 'string') return { status: 200, body: null, stream: Readable.from([Buffer.from(answer)]) }
      return { ...answer, stream: null }
    },
  }
  const following = followPods({
    ...{ cluster, selector: 'a=b', clock, signal: new AbortController().signal },
    onPod: ({ metadata }) => void heard.push(`there ${metadata.uid}`),
    onGone: ({ metadata }) => void heard.push(`gone ${metadata.uid}`),
  })
  const failed = following.then(
    () => null,
    (error: unknown) => error as BenchError,
  )
  await clock.advance(300_000)
  return { heard, error: await failed }
}

test('a watch goes on from the last change that was heard, and from a bookmark', async () => {
  const bookmark = { type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '9' } } }
  const watches = [events({ type: 'ADDED', object: pod('a', '5') }), events(bookmark)]
  const { heard } = await follow({ lists: [list('3', [])], watches })
  expect(heard).toEqual(['watch 3', 'there a', 'watch 5', 'watch 9'])
})

test('pods that went while nobody watched are gone, by the next list', async () => {
  const tooOld = events({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } })
  const { heard } = await follow({
    lists: [list('3', [pod('a', '1'), pod('b', '2')]), list('8', [pod('b', '7')])],
    watches: [tooOld],
  })
  expect(heard).toEqual(['there a', 'there b', 'watch 3', 'gone a', 'there b', 'watch 8'])
})

test('a refusal is final, and a server that is away for a while is not', async () => {
  const away = new BenchError('unavailable', 'connect ECONNREFUSED')
  const { heard, error } = await follow({ lists: [away, { status: 503, body: '' }, list('3', [pod('a', '1')])] })
  expect(heard).toEqual(['there a', 'watch 3'])
  expect(error).toMatchObject({
    code: 'unavailable',
    message: 'cannot list the pods: the cluster answered 403: no more',
  })
})

test('one that is away for two minutes is given up, with its last words', async () => {
  const away = new BenchError('unavailable', 'connect ECONNREFUSED')
  const { error } = await follow({ lists: Array.from({ length: 500 }, () => away) })
  expect(error).toBe(away)
})

test('what is no list of pods is tried again, and said in the end', async () => {
  const { error } = await follow({ lists: Array.from({ length: 500 }, () => ({ status: 200, body: '<html>' })) })
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/no list of pods/) })
})
