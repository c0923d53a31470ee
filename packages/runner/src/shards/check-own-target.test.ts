import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { checkOwnTarget } from './check-own-target.js'

const load = { kind: 'batch' as const, size: 1 }
const workloads = [{ name: 'Q1', source: 'short_qa', promptTokens: 1, outputTokens: 1, requests: 1, load }]
const endpoint = (fields: object = {}) =>
  RunPlan.parse({ target: { kind: 'endpoint', url: 'http://gpu-1:8000/v1', ...fields }, workloads }).target

test('what shard 0 learnt of the server, and keys, may differ', () => {
  const learnt = { model: 'm', dialect: 'vllm', traceId: 'a'.repeat(32), headers: { authorization: 'of shard 0' } }
  expect(() => checkOwnTarget(endpoint(), endpoint(learnt))).not.toThrow()
})

test.each([
  [{ url: 'http://elsewhere/v1' }, 'the base URL is http://elsewhere/v1 there and http://gpu-1:8000/v1 here'],
  [{ replicas: ['http://elsewhere/v1'] }, 'the list of further base URLs is ["http://elsewhere/v1"] there and [] here'],
  [{ unixSocket: '/tmp/mine' }, 'the unix socket is /tmp/mine there and null here'],
  [{ insecure: true }, 'whether certificates go unchecked is true there and false here'],
  [{ caFile: '/tmp/ca.pem' }, 'the certificate authority is /tmp/ca.pem there and null here'],
])('a plan that would have the requests of a shard go elsewhere is refused in one line: %j', (theirs, words) => {
  expect(() => checkOwnTarget(endpoint(), endpoint(theirs))).toThrow(
    `shard 0 names another target than the command of this shard: ${words}`,
  )
})

test('a password in an address is not shown', () => {
  const theirs = endpoint({ url: 'http://me:hunter2secret@elsewhere/v1' })
  expect(() => checkOwnTarget(endpoint(), theirs)).toThrow(/^(?!.*hunter2secret).*there and/)
})

test('a target of another kind is refused too', () => {
  const simulated = RunPlan.parse({ target: { kind: 'simulated' }, workloads }).target
  expect(() => checkOwnTarget(endpoint(), simulated)).toThrow('the kind is simulated there and endpoint here')
})
