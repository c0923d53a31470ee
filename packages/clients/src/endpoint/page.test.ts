import { expect, test } from 'vitest'
import { ComingBody, pageOf } from './page.js'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const add = (body: ComingBody, text: string) => body.add(bytesOf(`<${text}>`), 1, 1 + bytesOf(text).length)

test('fields are found by their names in any case, and what is not there is null', () => {
  const { headers } = pageOf(200, { 'content-type': 'text/plain' }, null)
  expect([headers.get('Content-Type'), headers.get('x-other')]).toEqual(['text/plain', null])
})

test('the text is whole, also where a character is cut between two pieces', async () => {
  const body = new ComingBody(() => {})
  const text = pageOf(200, {}, body).text()
  for (const byte of bytesOf('12 µs')) {
    body.add(Uint8Array.of(byte), 0, 1)
    await Promise.resolve()
  }
  body.close()
  expect(await text).toBe('12 µs')
  expect(await pageOf(204, {}, null).text()).toBe('')
})

test('what comes between two reads is one part, and pieces of one turn are', async () => {
  const body = new ComingBody(() => {})
  const reader = body.getReader()
  const first = reader.read()
  for (const piece of ['a', 'b']) add(body, piece)
  expect(await first).toEqual({ done: false, value: bytesOf('ab') })
  for (const piece of ['c', 'd']) add(body, piece)
  body.close()
  expect(await reader.read()).toEqual({ done: false, value: bytesOf('cd') })
  expect(await reader.read()).toEqual({ done: true })
})

test('a body that breaks fails its reader, now or later, and gives nothing that was not read before', async () => {
  const body = new ComingBody(() => {})
  add(body, 'lost')
  body.fail(new Error('socket hang up'))
  await expect(body.read()).rejects.toThrow('socket hang up')
  const waiting = new ComingBody(() => {})
  const read = waiting.read()
  waiting.fail(new Error('aborted'))
  await expect(read).rejects.toThrow('aborted')
})

test('a reader that gives up says so once, and is at the end', async () => {
  let cancelled = 0
  const body = new ComingBody(() => void (cancelled += 1))
  add(body, 'unread')
  await body.cancel()
  await body.cancel()
  add(body, 'late')
  expect([cancelled, await body.read()]).toEqual([1, { done: true }])
  const ended = new ComingBody(() => void (cancelled += 1))
  ended.close()
  await ended.cancel()
  expect(cancelled).toBe(1)
})
