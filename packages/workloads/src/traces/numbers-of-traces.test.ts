import { describe, expect, test } from 'vitest'
import { readTrace } from './read-trace.js'
import type { Trace } from './trace.js'

const read = (text: string) => readTrace([new TextEncoder().encode(text)], { path: 'f' })
const lengths = (trace: Trace) =>
  trace.arrivalsMs.map((atMs, at) => [atMs, trace.request(at).inputTokens, trace.request(at).outputTokens])

describe('numbers that cannot be', () => {
  const row = (timestamp: string, input = '20', output = '4', id = '1') =>
    `{"timestamp": ${timestamp}, "input_length": ${input}, "output_length": ${output}, "hash_ids": [${id}]}\n`

  test('a number with 16 decimals and more is still a number', async () => {
    const trace = await read(row('0.12345678901234567') + row('1.5e-0000000000000001', '21', '4', '9007199254740993'))
    expect(trace.reading.passedOver).toEqual([])
    expect(trace.arrivalsMs[1]).toBeCloseTo(0.15 - 0.12345678901234567, 12)
    expect([trace.request(0), trace.request(1)].map(({ inputTokens }) => inputTokens)).toEqual([20, 21])
    const { high, low } = trace.request(1).block(0)
    expect((BigInt(high) << 32n) | BigInt(low)).toBe(9007199254740993n)
  })

  test('a length of more than 32 bits does not become a short one', async () => {
    const trace = await read(row('0', '4294967316') + row('1', '20', '4294967300') + row('2'))
    expect(lengths(trace)).toEqual([[0, 20, 4]])
    expect(trace.reading.passedOver.map(({ problem }) => problem).sort()).toEqual([
      'input_length: is more than 16777216 tokens',
      'output_length: is more than 16777216 tokens',
    ])
  })

  test('a time that is not finite never comes', async () => {
    const trace = await read('Timestamp,Request tokens,Response tokens\n0,20,4\n1e309,20,4\n1e307,20,4\n1,20,4\n')
    expect(trace.arrivalsMs).toEqual([0, 1000])
    expect(trace.reading.passedOver).toEqual([{ problem: 'its time is no finite number', rows: 2, firstLine: 3 }])
  })

  test('a date that no calendar has is none', async () => {
    const head = 'TIMESTAMP,ContextTokens,GeneratedTokens\n'
    const trace = await read(`${head}2023-02-29 00:00:00,20,4\n2023-01-01 25:00:00,20,4\n2024-02-29 23:59:59.5,20,4\n`)
    expect(trace.arrivalsMs).toEqual([0])
    expect(trace.reading.passedOver).toMatchObject([{ problem: 'TIMESTAMP: is no date and time', rows: 2 }])
  })

  test('a text of megabytes beside a long number is read', async () => {
    const text = 'a\\n'.repeat(4_000_000)
    const trace = await read(`{"timestamp": 1234567890123456789, "text_input": "${text}"}\n`)
    expect(trace.request(0).messages).toHaveLength(1)
  })
})
