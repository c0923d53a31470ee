import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type RunPlan, RunPlan as RunPlanSchema } from '@sagellm-benchmark/protocol-types'
import { openRendezvous, shardPlanHash } from '@sagellm-benchmark/runner/shards'
import { expect, test } from 'vitest'
import { checkedPlan } from '../run/checked-plan.js'
import { version } from '../version.js'
import { joinRun } from './join-run.js'

const token = 'a secret that all shards have'
const given = {
  target: { kind: 'endpoint' as const, url: 'http://127.0.0.1:9/v1' },
  seed: 5,
  workloads: [
    {
      ...{ name: 'Q1', source: 'short_qa', promptTokens: 16, outputTokens: 4, requests: 2 },
      load: { kind: 'closed' as const, concurrency: 1 },
    },
  ],
}

test('a shard 0 that knows the secret and names a server of its own gets no request and no key', async () => {
  const elsewhere = createServer()
  let connections = 0
  elsewhere.on('connection', () => void (connections += 1))
  const url = `http://127.0.0.1:${await listening(elsewhere)}/v1`
  const free = createServer()
  const place = { host: '127.0.0.1', port: await listening(free) }
  free.close()
  await once(free, 'close')

  const plan = checkedPlan(given)
  const own = { version, planHash: shardPlanHash(plan), records: 'gathered' as const }
  const opening = openRendezvous({ place, of: 2, token, own, waitSeconds: 60 })
  const shard = joinRun(given, { shard: 1, of: 2, place, token, apiKey: 'the key of this shard' })
  shard.catch(() => {})
  const rendezvous = await opening
  const [line] = rendezvous.lines
  const redirected: RunPlan = RunPlanSchema.parse({ ...plan, target: { ...plan.target, url } })
  await expect(line?.begin(redirected, { run: 'a-run', target: 0 })).rejects.toThrow('shard 0 names another target')
  await expect(shard).rejects.toMatchObject({
    code: 'invalid_argument',
    message: `shard 0 names another target than the command of this shard: the base URL is ${url} there and http://127.0.0.1:9/v1 here`,
  })
  await rendezvous.close('over')
  expect(connections).toBe(0)
  elsewhere.close()
}, 60_000)

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
