import type { MessagePort } from 'node:worker_threads'
import { createKeySource } from '@sagellm-benchmark/clients/endpoint'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { keyOfLine, openKeyLine } from './key-line.js'

test('threads ask the program for the next key, which fetches it once for all of them', async () => {
  let fetched = 0
  const source = createKeySource({
    first: { key: 'birth-key-1', leftMs: 60_000 },
    restMs: 0,
    fetch: async () => ({ key: `fetched-key-${(fetched += 1)}`, leftMs: 60_000 }),
  })
  const [a, b] = [openKeyLine(source), openKeyLine(source)]
  const [inA, inB] = [a, b].map((line) => {
    const held = keyOfLine(line, systemClock())
    // A rest of seconds follows the birth of a key; a source without one stands in for a load that lasts.
    return { held, ask: (old: string) => nextKey(line.port, old) }
  })
  expect(inA?.held.current()).toBe('birth-key-1')
  expect(await Promise.all([inA?.ask('birth-key-1'), inB?.ask('birth-key-1')])).toEqual([
    'fetched-key-1',
    'fetched-key-1',
  ])
  expect(fetched).toBe(1)
  a.port.close()
  b.port.close()
})

function nextKey(port: MessagePort, old: string): Promise<string> {
  return new Promise((resolve) => {
    port.once('message', ({ key }: { key: string }) => resolve(key))
    port.postMessage(old)
  })
}
