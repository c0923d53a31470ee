import { expect, test } from 'vitest'
import { runCase } from './run-case.js'
import { chunk, counts, data, done, finish, play, token, tokens, usage, wait, type Script } from './scripted-server.js'

// What a stream shows of the time between tokens. Figures are for the unit tests, which have a clock of their own: here it counts
// whether there is a figure, and what is said where there is none.

test('an answer that came in one piece has no TBT, and the terminal says that something held it back', async () => {
  const all = [...tokens(100), finish('length'), usage(counts(100)), done].join('')
  const held: Script = async ({ response }) => {
    await wait(100)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': all.length }).end(all)
  }
  const { code, stdout, records } = await runCase({ streams: [held, held, held] }, ['--output-tokens', '100'])
  expect(records.map((record) => record.tbt_ms)).toEqual([null, null, null])
  expect(stdout).toContain('STREAM HELD BACK')
  expect(stdout).not.toMatch(/^TBT ms/m)
  expect(code).toBe(0)
})

test('an answer in one event has no TBT', async () => {
  const call = { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{"city":"Paris"}' } }
  const { records } = await runCase({
    streams: [
      play([chunk({ delta: { tool_calls: [call] } }), finish('tool_calls'), usage(counts(10)), done]),
      play([token('everything at once'), finish(), usage(counts(10)), done]),
    ],
  })
  expect(records.map(({ tbt_ms, output_tokens }) => [tbt_ms, output_tokens])).toEqual([
    [null, 10],
    [null, 10],
  ])
})

test('tokens that came with the first event are distinguished from those that took time', async () => {
  const eight = (at: number) => token(Array.from({ length: 8 }, (_, k) => ` w${8 * at + k}`).join(''))
  const events = Array.from({ length: 8 }, (_, at) => eight(at))
  const { records } = await runCase(
    { streams: [play([...events, finish(), usage(counts(64)), done], { gapMs: 40 })] },
    [...['--output-tokens', '64']],
  )
  const [record] = records
  expect(record?.tbt_ms).toBeGreaterThan(0)
  expect(record?.flags).toContain('tbt_estimated')
})

test('hidden reasoning counts for the throughput and in no time between tokens', async () => {
  const hidden = { ...counts(2010), completion_tokens_details: { reasoning_tokens: 2000 } }
  const { stdout, records } = await runCase(
    { streams: [play([...tokens(10), finish(), usage(hidden), done], { gapMs: 30 })] },
    ['--output-tokens', '4096'],
  )
  expect(records[0]).toMatchObject({ output_tokens: 2010 })
  expect(records[0]?.flags).toContain('reasoning_hidden')
  // 10 visible tokens, 30 ms apart or more: over all 2,010 it would be below 1 ms.
  expect(records[0]?.tbt_ms).toBeGreaterThan(10)
  expect(stdout).toContain('Some answers hide their reasoning')
})

test('steps without text are steps: the answer lasts until the last of them', async () => {
  const steps = Array.from({ length: 20 }, (_, at) => token(at < 5 ? ` w${at}` : ''))
  const { stdout, records } = await runCase(
    { streams: [play([...steps, finish('length'), usage(counts(20)), done], { gapMs: 20 })] },
    ['--output-tokens', '20'],
  )
  const [record] = records
  expect(record?.flags).toContain('silent_steps')
  expect(record).toMatchObject({ output_tokens: 20 })
  // 19 steps of 20 ms or more between the first token and the last step.
  expect(record?.tbt_ms).toBeGreaterThan(15)
  expect(stdout).toContain('Some decode steps came without text')
})

test('one token has no time between tokens', async () => {
  const { records } = await runCase({ streams: [play([token('a'), finish(), usage(counts(1)), done])] })
  expect(records[0]).toMatchObject({ output_tokens: 1, tbt_ms: null, error_class: null })
})

test('a usage that comes long after the last token does not stretch the answer', async () => {
  const late: Script = async (exchange) => {
    await play(tokens(10), { then: 'open' })(exchange)
    await wait(300)
    exchange.response.end([finish(), usage(counts(10)), data('[DONE]')].join(''))
  }
  const { records } = await runCase({ streams: [late] })
  expect(records[0]?.flags).toContain('late_end')
  expect((records[0]?.end_at ?? 0) - (records[0]?.last_token_at ?? 0)).toBeGreaterThan(200)
})
