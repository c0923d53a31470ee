import { expect, test } from 'vitest'
import { bodyText, createBodyBuffer } from './body-buffer.js'

test('pieces are copied when they come, and characters split between them arrive whole', () => {
  const body = createBodyBuffer()
  const bytes = Buffer.from('a\u4e2db')
  for (const byte of bytes) {
    const lent = Buffer.from([0, byte, 0])
    body.add(lent, 1, 2)
    lent.fill(0x58)
  }
  expect(body.text()).toBe('a\u4e2db')
  expect(body.size).toBe(5)
})

test('the page of a gateway becomes its words, at most 200 characters of them', () => {
  expect(bodyText('<html><body>\n <h1>502 Bad  Gateway</h1></body></html>')).toBe('502 Bad Gateway')
  expect(bodyText('x'.repeat(5000))).toHaveLength(200)
})
