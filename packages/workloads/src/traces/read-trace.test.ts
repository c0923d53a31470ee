import { describe, expect, test } from 'vitest'
import { defineTrace } from './define-trace.js'
import { readTrace } from './read-trace.js'
import { times } from './times.js'
import type { Trace } from './trace.js'
import type { TraceOptions } from './trace-options.js'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const utf8 = (text: string) => new TextEncoder().encode(text)
const read = (text: string | Uint8Array, options: Partial<TraceOptions> = {}, size = 7) =>
  readTrace(pieces(typeof text === 'string' ? utf8(text) : text, size), { path: 'f', ...options })

const lengths = (trace: Trace) =>
  trace.arrivalsMs.map((atMs, at) => {
    const { inputTokens, outputTokens } = trace.request(at)
    return [atMs, inputTokens, outputTokens]
  })
const ids = (trace: Trace, at: number) => {
  const request = trace.request(at)
  return Array.from({ length: request.blocks }, (_, n) => {
    const { high, low } = request.block(n)
    return (BigInt(high) << 32n) | BigInt(low)
  })
}

const mooncake =
  '{"timestamp": 1000, "input_length": 1025, "output_length": 7, "hash_ids": [1, 2, 3]}\n' +
  '{"timestamp": 2500, "input_length": 512, "output_length": 9, "hash_ids": [1]}\n'

describe('a format is told by the content of the file', () => {
  test('Mooncake', async () => {
    const trace = await read(mooncake)
    expect([trace.format, trace.blockSize]).toEqual(['mooncake', 512])
    expect(lengths(trace)).toEqual([
      [0, 1025, 7],
      [1500, 512, 9],
    ])
    expect([ids(trace, 0), ids(trace, 1)]).toEqual([[1n, 2n, 3n], [1n]])
  })

  test('Mooncake with a text or messages of its own, as AIPerf writes it', async () => {
    const trace = await read(
      '{"timestamp": 5, "text_input": "Why?", "output_length": 3, "session_id": "a"}\n' +
        '{"timestamp": 6, "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]}\n',
    )
    expect(trace.request(0).messages).toEqual([{ role: 'user', content: 'Why?' }])
    expect(trace.request(1).messages?.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(trace.request(1).outputTokens).toBeNull()
    expect(trace.reading.fieldsWithoutEffect).toEqual(['session_id'])
  })

  test('Bailian, in seconds and blocks of 16', async () => {
    const trace = await read(
      '{"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 521, "output_length": 132, "type": "text", "turn": 1, "hash_ids": [1089, 1090]}\n' +
        '{"chat_id": 160, "parent_chat_id": 159, "timestamp": 61.5, "input_length": 16, "output_length": 1, "type": "text", "turn": 2, "hash_ids": [1089]}\n',
    )
    expect([trace.format, trace.blockSize]).toEqual(['bailian', 16])
    expect(trace.arrivalsMs[1]).toBeCloseTo(386, 6)
  })

  test('Azure, whose dates have seven decimals', async () => {
    const trace = await read(
      'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 23:59:59.9805900,374,44\n2023-11-17 00:00:00.0005900,396,109\n',
    )
    expect(trace.format).toBe('azure_llm')
    expect(trace.arrivalsMs[1]).toBeCloseTo(20, 3)
    expect(lengths(trace)[1]?.slice(1)).toEqual([396, 109])
  })

  test('BurstGPT, whose failed requests are passed over', async () => {
    const trace = await read(
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n' +
        '45,ChatGPT,1087,0,1087,Conversation log\n118,GPT-4,417,276,693,"API, log"\n',
    )
    expect(trace.format).toBe('burstgpt')
    expect(lengths(trace)).toEqual([
      [0, 472, 18],
      [113_000, 417, 276],
    ])
    expect(trace.reading.passedOver).toEqual([
      { problem: 'Response tokens: is 0: the recorded request failed', rows: 1, firstLine: 3 },
    ])
  })

  test('times alone, one a line', async () => {
    expect((await read('5\n\n7.5\n')).arrivalsMs).toEqual([0, 2.5])
  })

  test('one that bears no known sign is refused with the fields that it has', async () => {
    await expect(read('{"a": 1, "b": 2}\n'.repeat(3))).rejects.toMatchObject({
      hint: expect.stringMatching(/a, b.*mooncake/),
    })
  })
})

describe('a flag names the format', () => {
  test('a timed trace has its fields under any names, in any unit', async () => {
    const labels = { timestamp: 't', inputLength: 'in', outputLength: 'out', hashIds: 'ids', unitMs: 1000 }
    const trace = await read('{"t": "2", "in": 40, "out": 3, "ids": [7, 8], "x": 0}\n{"t": 3, "in": 9}\n', {
      labels,
      blockSize: 32,
    })
    expect([trace.format, trace.blockSize, trace.arrivalsMs]).toEqual(['timed_trace', 32, [0, 1000]])
    expect(trace.reading.fieldsWithoutEffect).toEqual(['x'])
  })

  test('an unknown name lists those there are', async () => {
    await expect(read(mooncake, { format: 'moon' })).rejects.toThrow(/moon/)
  })

  test("a caller's own format is found by its signs too", async () => {
    const own = defineTrace({ ...times, name: 'own', layout: 'csv', fields: ['value', 'b'] })
    const trace = await readTrace(pieces(utf8('value,b\n3,x\n4,y\n'), 5), { path: 'f' }, { formats: [own] })
    expect([trace.format, trace.arrivalsMs]).toEqual(['own', [0, 1]])
  })
})

describe('what files have in them', () => {
  test('ids above 2^53 stay apart, signed ones too, and digits in a text stay a text', async () => {
    const trace = await read(
      '{"timestamp": 0, "input_length": 3000, "hash_ids": [9007199254740992, 9007199254740993, 18446744073709551615, -2, 4294967296]}\n' +
        '{"timestamp": 1, "text_input": "\\"hash_ids\\": [9007199254740993]"}\n',
    )
    expect(ids(trace, 0)).toEqual([2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n, 2n ** 64n - 2n, 2n ** 32n])
    expect(trace.request(1).messages?.[0]?.content).toBe('"hash_ids": [9007199254740993]')
  })

  test('an id of more than 64 bits is no id', async () => {
    const bad = '{"timestamp": 0, "input_length": 3, "hash_ids": [18446744073709551616]}\n'
    expect((await read(bad + mooncake)).reading.passedOver[0]?.problem).toContain('more than 64 bits')
  })

  test.each(['utf-16le', 'utf-16be'] as const)('%s with a mark, cut anywhere', async (encoding) => {
    const text = `\ufeff${mooncake}`
    const bytes = new Uint8Array(2 * text.length)
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < text.length; at += 1) view.setUint16(2 * at, text.charCodeAt(at), encoding === 'utf-16le')
    for (const size of [1, 2, 3, 1000]) expect(lengths(await read(bytes, {}, size))).toHaveLength(2)
  })

  test('a byte order mark, CRLF, blank lines and U+2028 inside a text', async () => {
    const trace = await read(
      '\ufeff{"timestamp": 0, "text_input": "a\u2028b"}\r\n\r\n{"timestamp": 1, "text_input": "c"}',
    )
    expect(trace.request(0).messages?.[0]?.content).toBe('a\u2028b')
    expect(trace.reading).toMatchObject({ rows: 2, passedOver: [] })
  })

  test('odd rows are passed over and counted under their problem', async () => {
    const odd =
      'null\nnot json\n{"timestamp": 3, "input_length": null}\n{"timestamp": 4, "input_length": 0}\n{"timestamp": 4, "input_length": 0}\n'
    const trace = await read(mooncake + odd)
    expect(trace.arrivalsMs).toHaveLength(2)
    expect(trace.reading.rows).toBe(7)
    expect(trace.reading.passedOver.map(({ rows, firstLine }) => [rows, firstLine])).toEqual([
      [2, 3],
      [2, 6],
      [1, 5],
    ])
  })

  test('a turn that only has a delay is counted, because nothing says when it is due', async () => {
    const trace = await read(`${mooncake}{"delay": 300, "input_length": 5}\n`)
    expect(trace.reading.passedOver[0]?.problem).toContain('delay')
  })

  test('a file without one usable row is refused with its first problem', async () => {
    await expect(read('{"timestamp": 1, "input_length": -1}\n')).rejects.toThrow(/no usable row.*line 1.*input_length/)
  })

  test('blank lines without end are refused where they begin', async () => {
    const blank = new Uint8Array(1_000_100).fill(10)
    blank[0] = 49
    await expect(readTrace(pieces(blank, 1 << 16), { path: 'f' })).rejects.toMatchObject({
      code: 'corrupt_data',
      message: 'f holds nothing but blank lines from line 2 on',
    })
  })

  test('what is no text is refused', async () => {
    await expect(read(Uint8Array.of(0x80, 0xff, 0xc0, 0x41))).rejects.toThrow(/not text/)
  })

  test('rows in another order are sorted by their times, with their ids', async () => {
    const trace = await read(mooncake.trim().split('\n').reverse().join('\n'))
    expect(lengths(trace)[0]).toEqual([0, 1025, 7])
    expect(ids(trace, 0)).toEqual([1n, 2n, 3n])
    expect(trace.reading.sorted).toBe(true)
  })
})

describe('a part of a trace', () => {
  const row = (second: number, tokens: number) => `{"timestamp": ${second * 1000}, "input_length": ${tokens}}\n`
  const ten = Array.from({ length: 10 }, (_, at) => row(100 + at, 10 * (at + 1))).join('')

  test('begins and ends where the window says, and its first arrival is 0', async () => {
    const trace = await read(ten, { startSeconds: 2, durationSeconds: 3 })
    expect(lengths(trace).map(([at, tokens]) => [at, tokens])).toEqual([
      [0, 30],
      [1000, 40],
      [2000, 50],
    ])
    expect(trace.reading.notWanted).toBe(7)
  })

  test('holds no row that lies before the first one of a file that is not in order', async () => {
    const { arrivalsMs, reading } = await read('5000\n0\n6000\n', { durationSeconds: 2 })
    expect(arrivalsMs).toEqual([0, 1000])
    expect(reading.notWanted).toBe(1)
  })

  test('has prompts of the wanted lengths only', async () => {
    const trace = await read(ten, { minPromptTokens: 35, maxPromptTokens: 60 })
    expect(lengths(trace).map(([, tokens]) => tokens)).toEqual([40, 50, 60])
  })

  test('is read no further than it is wanted', async () => {
    expect((await read(ten, { requests: 4 })).reading.rows).toBe(4)
  })

  test('that is empty is refused', async () => {
    await expect(read(ten, { startSeconds: 60 })).rejects.toMatchObject({
      hint: expect.stringContaining('none of its 10 rows'),
    })
  })
})

describe('workload_trace', () => {
  const body = { model: 'm', messages: [{ role: 'user', content: 'Why?' }], max_tokens: 90, temperature: 0 }
  const lines = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n')

  test('a limit of the body is the length where none was recorded, and fields of the body are sent', async () => {
    const trace = await read(lines({ body, timestamp: 5 }, { body, timestamp: 6.5, completion_tokens: 7 }))
    expect(trace.format).toBe('workload_trace')
    expect(trace.arrivalsMs).toEqual([0, 1500])
    expect([0, 1].map((at) => trace.request(at).outputTokens)).toEqual([90, 7])
    expect(trace.request(0).extraBody).toEqual({ temperature: 0 })
  })

  test('headers are named, and what is no request is passed over with its problem', async () => {
    const headers = { authorization: 'Bearer secret' }
    const odd = { body: 'not { JSON', timestamp: 2 }
    const dateless = { body, timestamp: 'yesterday' }
    const { reading } = await read(lines({ body, timestamp: 1, headers }, odd, dateless))
    expect(reading.fieldsWithoutEffect).toContain('headers')
    expect(reading.passedOver.map(({ firstLine }) => firstLine)).toEqual([2, 3])
    expect(JSON.stringify(reading)).not.toContain('secret')
  })
})
