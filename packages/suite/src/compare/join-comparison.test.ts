import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RunPlan, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { openRendezvous } from '@sagellm-benchmark/runner/shards'
import { afterEach, expect, test } from 'vitest'
import { version } from '../version.js'
import type { ComparedEndpoint, ComparisonRequest } from './comparison-request.js'
import { joinComparison, sharedComparisonHash } from './join-comparison.js'
import { planToOpen } from './plan-to-open.js'

const token = 'a secret that all shards have'
const keys = { a: 'sk-key-of-a-alone', b: 'sk-key-of-b-alone' }
const plan = ComparisonPlan.parse({
  scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 4 }],
  batchSizes: [2],
  seed: 5,
})

let servers: Server[] = []
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  servers = []
})

/** A server that knows no route, and which keys it was sent. */
async function aServer() {
  const sent = new Set<string>()
  const server = createServer(({ headers }, response) => {
    sent.add(headers.authorization ?? 'none')
    response.writeHead(404).end('{}')
  })
  servers.push(server)
  return { url: `http://127.0.0.1:${await listening(server)}/v1`, sent }
}

function target(label: 'a' | 'b', url: string): ComparedEndpoint {
  const endpoint = TargetPlan.parse({ kind: 'endpoint', label, url, model: 'm' })
  return { target: endpoint as ComparedEndpoint['target'], apiKey: keys[label] }
}

/** A comparison of two servers whose shard 1 is here, as shard 0 sees it. */
async function aShard() {
  const [a, b] = [await aServer(), await aServer()]
  const request: ComparisonRequest = { plan, targets: [target('a', a.url), target('b', b.url)] }
  const free = createServer()
  const place = { host: '127.0.0.1', port: await listening(free) }
  free.close()
  await once(free, 'close')
  const own = { version, planHash: sharedComparisonHash(request), records: 'gathered' as const }
  const opening = openRendezvous({ place, of: 2, token, own, waitSeconds: 60 })
  // The command line of a program, as it would be told of.
  const words = ['compare', '--header', `x: ${keys.a}`]
  const shard = joinComparison(request, { shard: 1, of: 2, place, token, apiKey: 'sk-key-of-no-target', words })
  shard.catch(() => {})
  const rendezvous = await opening
  const [line] = rendezvous.lines
  const begin = (number: number, opened: RunPlan) => line?.begin(opened, { run: 'a-run', target: number })
  const [planA, planB] = request.targets.map((each) => planToOpen(each.target, plan)) as [RunPlan, RunPlan]
  return { a, b, planA, planB, begin, shard, rendezvous, hello: JSON.stringify(line?.hello) }
}

test('each target gets the key of its own side alone, and no key travels to shard 0', async () => {
  const { a, b, planA, planB, begin, shard, rendezvous, hello } = await aShard()
  expect(await begin(0, planA)).toHaveLength(1)
  expect(await begin(1, planB)).toHaveLength(1)
  expect([[...a.sent], [...b.sent]]).toEqual([[`Bearer ${keys.a}`], [`Bearer ${keys.b}`]])
  for (const key of Object.values(keys)) expect(hello).not.toContain(key)
  await rendezvous.close()
  expect(await shard).toEqual({ records: 0, folder: null })
}, 120_000)

test('a shard 0 that names the server of one side as that of the other gets no key of the other', async () => {
  const { a, planA, begin, shard, rendezvous } = await aShard()
  await expect(begin(1, planA)).rejects.toThrow('shard 0 names another target than the command of this shard')
  await expect(shard).rejects.toMatchObject({ code: 'invalid_argument' })
  await rendezvous.close('over')
  expect([...a.sent]).toEqual([])
}, 120_000)

test('a target that the command of a shard does not have is refused in one line', async () => {
  const { planA, begin, shard, rendezvous } = await aShard()
  const message = 'shard 0 names target 2, and the command of this shard has 2, counted from 0'
  await expect(begin(2, planA)).rejects.toThrow(message)
  await expect(shard).rejects.toMatchObject({ code: 'invalid_argument', message })
  await rendezvous.close('over')
}, 120_000)

test('shards agree on what was asked for: not on keys and drawn seeds, but on targets, their order, loads and rounds', () => {
  const request = { plan, targets: [target('a', 'http://h:1/v1'), target('b', 'http://h:2/v1')] }
  const [a, b] = request.targets as [ComparedEndpoint, ComparedEndpoint]
  const hash = sharedComparisonHash(request)
  const same: ComparisonRequest[] = [
    { ...request, plan: { ...plan, seed: 6 } },
    { ...request, targets: [{ ...a, apiKey: 'another' }, b] },
  ]
  for (const each of same) expect(sharedComparisonHash(each)).toBe(hash)
  const others: ComparisonRequest[] = [
    { ...request, targets: [b, a] },
    { ...request, targets: [a, { ...b, target: { ...b.target, url: 'http://h:3/v1' } }] },
    { ...request, targets: [a, { ...b, target: { ...b.target, model: null } }] },
    { ...request, targets: [{ ...a, command: 'serve' }, b] },
    { ...request, plan: { ...plan, batchSizes: [4] } },
    { ...request, plan: { ...plan, rounds: 3 } },
    { ...request, contextLength: 512 },
  ]
  expect(new Set([hash, ...others.map(sharedComparisonHash)]).size).toBe(others.length + 1)
})

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
