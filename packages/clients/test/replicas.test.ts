import { expect, test } from 'vitest'
import { createOpenAiClient } from '../src/index.js'
import { createReplicaClient, type Replica } from '../src/replicas/replica-client.js'
import { asEngine, startScriptedServer } from './support/scripted-server.js'
import { good, stream } from './support/wire.js'

test('twelve replicas are opened under one signal without a warning of a leak', async () => {
  const warnings: string[] = []
  const onWarning = ({ name }: Error) => void warnings.push(name)
  process.on('warning', onWarning)
  const server = await startScriptedServer(asEngine(stream(...good)))
  const replicas = Array.from({ length: 12 }, (_, at): Replica => {
    return { name: `r${at}`, client: createOpenAiClient({ url: server.url, env: {}, transport: 'raw' }) }
  })
  const client = createReplicaClient(replicas as [Replica, ...Replica[]], { balance: 'round_robin' })
  try {
    await client.open({ connections: 24, signal: new AbortController().signal })
    await new Promise(setImmediate)
    expect(warnings).toEqual([])
  } finally {
    process.off('warning', onWarning)
    await client.close()
    await server.close()
  }
})
