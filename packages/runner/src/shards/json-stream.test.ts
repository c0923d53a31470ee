import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openJsonStream } from './json-stream.js'

const Message = z.object({ text: z.string() })
const options = { schema: Message, name: 'shard 0', maxWaitingBytes: 100_000 }
const message = { text: 'x'.repeat(1_000) }

/** The near end of a connection whose far end takes what is written, or does not. */
function anEnd(takes: boolean): Duplex {
  return new Duplex({ read() {}, write: (_chunk, _encoding, taken) => void (takes && taken()) })
}

test('what an end that takes nothing would make wait is bounded: it is given up, and said plainly', async () => {
  const deaf = anEnd(false)
  const stream = openJsonStream<z.infer<typeof Message>, z.infer<typeof Message>>(deaf, options)
  for (let sent = 0; sent < 1_000; sent += 1) stream.post(message)
  const why = await stream.ended
  expect(why?.code).toBe('resource_exhausted')
  expect(why?.message).toBe('shard 0 takes messages too slowly: more than 100000 bytes wait to be sent to it')
  expect(why?.hint).toContain('or --shard-records local')
  expect(deaf.destroyed).toBe(true)
})

test('an end that takes what it gets may get any number of messages', async () => {
  const stream = openJsonStream<z.infer<typeof Message>, z.infer<typeof Message>>(anEnd(true), options)
  let ended = false
  void stream.ended.then(() => (ended = true))
  for (let sent = 0; sent < 1_000; sent += 1) stream.post(message)
  await new Promise((resolve) => setImmediate(resolve))
  expect(ended).toBe(false)
})
