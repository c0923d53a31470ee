import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { detectDialect } from '../src/index.js'

test('a route that did not answer in time is waited for a tenth as long by the next client', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/info') return
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const waits: number[] = []
  const clock = systemClock()
  // Every timer of a question is noted.
  const watched = {
    ...clock,
    setTimer(ms: number, act: () => void) {
      if (ms === 5000 || ms === 500) waits.push(ms)
      return clock.setTimer(ms, act)
    },
  }
  try {
    await detectDialect({ url, env: {}, clock: watched })
    const first = waits.splice(0)
    await detectDialect({ url, env: {}, clock: watched })
    expect([first.includes(500), waits.filter((ms) => ms === 500).length]).toEqual([false, 1])
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
