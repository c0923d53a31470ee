import { systemClock } from '@sagellm-benchmark/protocol-types'
import { expect, test, vi } from 'vitest'
import { fetchCapped } from './fetch-capped.js'

const page = 'metric 1\n'.repeat(5_000)

/** A page that comes one byte at a time. */
function byteByByte(): Response {
  const bytes = new TextEncoder().encode(page)
  let at = 0
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at === bytes.length) return controller.close()
        controller.enqueue(bytes.subarray(at, (at += 1)))
      },
    }),
  )
}

const read = (maxBytes: number) =>
  fetchCapped('http://engine.test/metrics', {
    fetch: async () => byteByByte(),
    clock: systemClock(),
    headers: {},
    timeoutMs: 600_000,
    maxBytes,
  })

test('a page that comes byte by byte is held in one piece of memory that doubles', async () => {
  const original = Uint8Array
  const made: number[] = []
  vi.stubGlobal(
    'Uint8Array',
    new Proxy(original, {
      construct(target, args) {
        if (typeof args[0] === 'number') made.push(args[0])
        return Reflect.construct(target, args)
      },
    }),
  )
  try {
    expect(await read(100_000)).toMatchObject({ body: page, bytes: page.length, problem: null })
  } finally {
    vi.unstubAllGlobals()
  }
  expect(made.reduce((sum, length) => sum + length, 0)).toBeLessThan(4 * page.length)
  expect(made.length).toBeLessThan(40)
})

test('one that is larger than allowed is given up, however it is cut', async () => {
  expect(await read(10_000)).toMatchObject({ body: null, bytes: 10_001, problem: { code: 'surface_too_large' } })
})
