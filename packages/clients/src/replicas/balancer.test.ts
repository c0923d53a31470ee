import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { createBalancer } from './balancer.js'
import { replicaNames } from './replica-client.js'

const alone = () => ({}) as PlannedRequest
const turn = (session: number, turns = 2) => ({ session: { id: `s${session}`, session, turns } }) as PlannedRequest

test('by turns each request goes to the next one, and what was prepared goes where it was prepared', () => {
  const balancer = createBalancer(3, 'round_robin')
  const prepared = alone()
  expect(balancer.reserve(prepared)).toBe(0)
  expect([balancer.begin(alone()), balancer.begin(alone()), balancer.begin(prepared), balancer.begin(alone())]).toEqual(
    [1, 2, 0, 0],
  )
})

test('all turns of a session go to the replica of its number', () => {
  const balancer = createBalancer(2, 'round_robin')
  expect([5, 4, 5, 4, 5].map((session) => balancer.begin(turn(session)))).toEqual([1, 0, 1, 0, 1])
})

test('the fewest in flight decide where a session begins, and it stays there until its last turn', () => {
  const balancer = createBalancer(2, 'least_in_flight')
  const first = turn(1)
  expect(balancer.begin(first)).toBe(0)
  expect(balancer.begin(alone())).toBe(1)
  balancer.end(first, { at: 0, failed: false })
  expect(balancer.begin(alone())).toBe(0)
  expect(balancer.begin(alone())).toBe(1)
  // Both have as many; the session goes where it was.
  expect(balancer.begin(turn(1))).toBe(0)
})

test('after a session has ended, one of the same name is a new one', () => {
  const balancer = createBalancer(2, 'least_in_flight')
  const only = turn(1)
  balancer.end(only, { at: balancer.begin(only), failed: true })
  balancer.begin(alone())
  expect(balancer.begin(turn(1))).toBe(0)
})

test('URLs are named by their host, and by their path where they share it', () => {
  expect(replicaNames(['http://a:1/v1', 'http://b:1/v1?key=x'])).toEqual(['a:1', 'b:1'])
  expect(replicaNames(['http://a:1/x/v1?key=x', 'http://a:1/y/v1'])).toEqual(['a:1/x/v1', 'a:1/y/v1'])
})
