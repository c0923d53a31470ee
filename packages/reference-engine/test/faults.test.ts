import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawFaults, parseFaults } from '../src/faults/choose-faults.js'
import {
  createReferenceEngine,
  type EngineServer,
  faults,
  type ReferenceEngine,
  startEngineServer,
} from '../src/index.js'
import { bodyOf, eventsOf, rawExchange } from './raw-exchange.js'

let engine: ReferenceEngine
let server: EngineServer
beforeAll(async () => {
  engine = createReferenceEngine({ decodeStepMs: 0.5, naturalOutputTokens: null, multibyteShare: 0.4, noiseCv: 0 })
  server = await startEngineServer({ engine, dialect: 'sagellm' })
})
afterAll(async () => {
  await server.close()
  await engine.close()
})

const plain = {
  messages: [{ role: 'user', content: 'Tell me about the harbour' }],
  temperature: 0,
  max_tokens: 12,
  stream: true,
  stream_options: { include_usage: true },
}
const ask = (fault?: string, more: object = {}) =>
  rawExchange({ port: server.port, body: { ...plain, ...(fault === undefined ? {} : { fault }), ...more } })
const contentsOf = (body: string) =>
  eventsOf(body).flatMap((data) => (data === '[DONE]' ? [] : JSON.parse(data)?.choices?.[0]?.delta?.content || []))

describe('the list of faults', () => {
  test('holds every file of the folder, each named for its fault', () => {
    const folder = resolve(import.meta.dirname, '../src/faults')
    const helpers = ['index.ts', 'define-fault.ts', 'choose-faults.ts', 'request-faults.ts', 'at-chunk.ts', 'wait.ts']
    const files = readdirSync(folder).filter(
      (file) => ![...helpers, 'without-reason.ts', 'chunk-text.ts'].includes(file),
    )
    expect(faults.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
  })

  test.each(faults)('$name is described, and its argument has sane bounds', ({ description, argument }) => {
    expect(description.length).toBeGreaterThan(8)
    if (!argument) return
    expect(argument.default).toBeGreaterThanOrEqual(argument.min)
    expect(argument.default).toBeLessThanOrEqual(argument.max)
  })
})

describe('a wish for faults', () => {
  test('names several, with arguments', () => {
    expect(parseFaults('stall:500, crlf').map(({ wish }) => wish)).toEqual(['stall:500', 'crlf'])
  })

  test.each(['nonsense', 'crlf:3', 'stall:x', 'stall:', 'stall:-1', 'stall:1e9'])('%s is refused', (wish) => {
    expect(() => parseFaults(wish)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })

  test('that cannot be read is answered 400 with the names there are', async () => {
    const { text } = await ask('nonsense')
    expect(text).toMatch(/^HTTP\/1\.1 400/)
    expect(text).toContain('known faults: refuse')
  })

  test('in the header goes before the one in the body', async () => {
    const { text } = await rawExchange({
      port: server.port,
      body: { ...plain, fault: 'overloaded' },
      headers: { 'x-fault': 'server-error' },
    })
    expect(text).toMatch(/^HTTP\/1\.1 500/)
  })
})

test('a rate strikes its share of requests, the same ones for the same seed', () => {
  const rates = [{ fault: 'server-error', rate: 0.3 }]
  const struck = (seed: number) =>
    Array.from({ length: 2000 }, (_, ordinal) => drawFaults(rates, { seed, ordinal }).length > 0)
  expect(struck(7)).toEqual(struck(7))
  expect(struck(7)).not.toEqual(struck(8))
  // Binomial with n = 2000, p = 0.3: five standard deviations are 102.
  expect(Math.abs(struck(7).filter(Boolean).length - 600)).toBeLessThan(102)
})

describe('answers that are refused', () => {
  test.each([
    ['unauthorized', 401],
    ['not-found', 404],
    ['rate-limit', 429],
    ['server-error', 500],
    ['overloaded', 503],
  ])('%s has status %i and an error body', async (fault, status) => {
    const { text } = await ask(fault)
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n'))).error.message.length).toBeGreaterThan(5)
  })

  test('rate-limit says when to come back', async () => {
    expect((await ask('rate-limit:9')).text.toLowerCase()).toContain('\r\nretry-after: 9\r\n')
  })

  test('wrong-content-type says text/html', async () => {
    expect((await ask('wrong-content-type')).text.toLowerCase()).toContain('content-type: text/html')
  })

  test('hang sends nothing until the client leaves', async () => {
    const leave = new AbortController()
    const exchange = rawExchange({ port: server.port, body: { ...plain, fault: 'hang' }, signal: leave.signal })
    await ask()
    leave.abort()
    expect((await exchange).reads).toEqual([])
  })

  test('refuse resets, closes the port, and opens it again', async () => {
    const own = await startEngineServer({ engine })
    const exchange = (fault: string) => rawExchange({ port: own.port, body: { ...plain, fault } })
    expect(await exchange('refuse:3000')).toMatchObject({ error: 'ECONNRESET', reads: [] })
    expect((await exchange('comments')).error).toBe('ECONNREFUSED')
    await expect.poll(async () => (await exchange('comments')).error, { timeout: 120_000 }).toBeNull()
    await own.close()
  })
})

describe('streams that break', () => {
  test('the answer without a fault is whole', async () => {
    const { error, text } = await ask()
    expect(error).toBeNull()
    expect(text.endsWith('data: [DONE]\n\n\r\n0\r\n\r\n')).toBe(true)
  })

  test('reset takes the connection after three content chunks', async () => {
    const exchange = await ask('reset')
    expect(exchange.error).toBe('ECONNRESET')
    expect(contentsOf(bodyOf(exchange))).toHaveLength(3)
  })

  test('cut-short ends in good order after three content chunks, with no reason and no end marker', async () => {
    const exchange = await ask('cut-short')
    expect(exchange.error).toBeNull()
    expect(exchange.text.endsWith('\r\n0\r\n\r\n')).toBe(true)
    expect(contentsOf(bodyOf(exchange))).toHaveLength(3)
    expect(bodyOf(exchange)).not.toMatch(/\[DONE\]|"finish_reason":"/)
  })

  test('stall goes on after its time', async () => {
    const whole = contentsOf(bodyOf(await ask()))
    expect(contentsOf(bodyOf(await ask('stall:30')))).toEqual(whole)
  })

  test('no-finish-reason and no-done leave out just that', async () => {
    const noReason = bodyOf(await ask('no-finish-reason'))
    expect(noReason).toContain('[DONE]')
    expect(noReason).not.toContain('"finish_reason":"')
    const noDone = bodyOf(await ask('no-done'))
    expect(noDone).not.toContain('[DONE]')
    expect(noDone).toContain('"finish_reason":"length"')
  })

  test.each([
    ['error-event', 0],
    ['error-event-done', 1],
  ])('%s puts an error event in the middle and %i end markers after it', async (fault, done) => {
    const events = eventsOf(bodyOf(await ask(fault)))
    const at = events.findIndex((data) => data.includes('"error"'))
    expect(JSON.parse(events[at] as string).error.message).toBe('the engine failed')
    expect(events.slice(at + 1)).toEqual(Array(done).fill('[DONE]'))
  })

  test('malformed-json breaks one event and goes on to the end', async () => {
    const events = eventsOf(bodyOf(await ask('malformed-json'))).filter((data) => data !== '[DONE]')
    expect(events.filter((data) => !isJson(data))).toHaveLength(1)
    expect(isJson(events.at(-1) as string)).toBe(true)
  })

  test('endless goes on until the client leaves', async () => {
    const leave = new AbortController()
    const exchange = rawExchange({ port: server.port, body: { ...plain, fault: 'endless:1' }, signal: leave.signal })
    setTimeout(() => leave.abort(), 300)
    const body = bodyOf(await exchange)
    expect(body).not.toMatch(/\[DONE\]|"finish_reason":"/)
    await expect.poll(() => engine.telemetry().requestsRunning).toBe(0)
  })
})

describe('streams that are only unusual', () => {
  test.each(['split-utf8', 'coalesce', 'split-events', 'comments', 'giant-line', 'slow-headers:5'])(
    '%s changes no content',
    async (fault) => {
      expect(contentsOf(bodyOf(await ask(fault)))).toEqual(contentsOf(bodyOf(await ask())))
    },
  )

  test('split-utf8 ends a write inside a character', async () => {
    const { reads } = await ask('split-utf8')
    // A lead byte at the end of what one HTTP chunk holds: its own CRLF follows.
    expect(reads.some((bytes) => bytes.some((byte, at) => byte >= 0xc0 && bytes[at + 1] === 0x0d))).toBe(true)
  })

  test('coalesce makes fewer HTTP chunks, split-events more', async () => {
    const chunks = async (fault?: string) => ((await ask(fault)).text.match(/\r\n[0-9a-f]+\r\n/g) ?? []).length
    const usual = await chunks()
    expect(await chunks('coalesce:4')).toBeLessThan(usual / 2)
    expect(await chunks('split-events:3')).toBeGreaterThan(usual * 2)
  })

  test.each(['silent-steps:3', 'silent-first:2', 'burst'])('%s loses no text', async (fault) => {
    expect(contentsOf(bodyOf(await ask(fault))).join('')).toBe(contentsOf(bodyOf(await ask())).join(''))
  })

  test('silent steps are chunks with a token and no text, in the middle or first', async () => {
    const texts = async (fault: string) =>
      eventsOf(bodyOf(await ask(fault))).flatMap((data) => {
        const delta = data === '[DONE]' ? undefined : JSON.parse(data)?.choices?.[0]?.delta
        return typeof delta?.content === 'string' && !delta.role ? [delta.content as string] : []
      })
    const first = await texts('silent-first:2')
    expect(first.slice(0, 2)).toEqual(['', ''])
    expect(first.slice(2)).not.toContain('')
    expect((await texts('silent-steps:3')).filter((text) => text === '').length).toBeGreaterThan(1)
  })

  test('hide-reasoning leaves the reasoning out and its tokens in the usage', async () => {
    const body = bodyOf(await ask('hide-reasoning', { reasoning_tokens: 4 }))
    expect(body).not.toMatch(/"reasoning(_content)?":"[^"]/)
    expect(body).toContain('"completion_tokens":12')
  })

  test('crlf ends every line of the body with CR LF', async () => {
    const body = bodyOf(await ask('crlf'))
    expect(body).toContain('\r\n\r\n')
    expect(body.replaceAll('\r\n', '')).not.toContain('\n')
  })

  test('comments precede every event', async () => {
    const body = bodyOf(await ask('comments'))
    expect(body.match(/^: keep-alive$/gm)).toHaveLength(eventsOf(body).length)
  })

  test('giant-line has one event of the asked size', async () => {
    const events = eventsOf(bodyOf(await ask('giant-line:200')))
    expect(events.filter(({ length }) => length > 200_000)).toHaveLength(1)
  })

  test('no-usage and double-usage count as they say', async () => {
    const usages = async (fault?: string, more: object = {}) =>
      ((await ask(fault, more)).text.match(/"usage":\{/g) ?? []).length
    expect([await usages(), await usages('no-usage'), await usages('double-usage')]).toEqual([1, 0, 2])
    expect([await usages(undefined, { stream: false }), await usages('no-usage', { stream: false })]).toEqual([1, 0])
  })

  test('faults of streams leave an answer in one piece alone', async () => {
    for (const { name, streamOnly } of faults) {
      if (!streamOnly) continue
      const { text } = await ask(name, { stream: false })
      const body = text.slice(text.indexOf('\r\n\r\n') + 4)
      expect({ name, tokens: JSON.parse(body).usage.completion_tokens }).toEqual({ name, tokens: 12 })
    }
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
