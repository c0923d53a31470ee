import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { pipeEnds } from '../testing/carriers.js'
import { openJsonStream } from './json-stream.js'

const Message = z.object({ text: z.string() })

test('what an end that takes nothing would make wait is bounded: it is given up, and said plainly', async () => {
  // Nobody reads it, and it takes a few thousand bytes by itself.
  const deaf = new PassThrough()
  const options = { schema: Message, name: 'shard 0', maxWaitingBytes: 100_000 }
  const stream = openJsonStream<z.infer<typeof Message>, z.infer<typeof Message>>(deaf, options)
  const text = 'x'.repeat(1_000)
  for (let message = 0; message < 1_000; message += 1) stream.post({ text })
  const why = await stream.ended
  expect(why?.code).toBe('resource_exhausted')
  expect(why?.message).toBe('shard 0 takes messages too slowly: more than 100000 bytes wait to be sent to it')
  expect(deaf.destroyed).toBe(true)
})

test('an end that takes what it gets may get any number of messages', async () => {
  const { near, far } = pipeEnds()
  const options = { schema: Message, name: 'shard 0', maxWaitingBytes: 100_000 }
  const stream = openJsonStream<z.infer<typeof Message>, z.infer<typeof Message>>(near, options)
  const other = openJsonStream<z.infer<typeof Message>, z.infer<typeof Message>>(far, options)
  let heard = 0
  other.listen(() => void (heard += 1))
  const text = 'x'.repeat(1_000)
  for (let message = 0; message < 1_000; message += 1) {
    stream.post({ text })
    if (message % 10 === 9) await new Promise((resolve) => setImmediate(resolve))
  }
  while (heard < 1_000) await new Promise((resolve) => setImmediate(resolve))
  stream.close()
  expect(await other.ended).toBeNull()
})
