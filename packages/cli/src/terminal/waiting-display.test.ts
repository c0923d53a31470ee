import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { waitingDisplay } from './waiting-display.js'

function display(isTTY: boolean) {
  const clock = virtualClock()
  const written: string[] = []
  const { show } = waitingDisplay({ write: (text) => written.push(text), isTTY, columns: 80 }, clock)
  const wait = (said: string | null) => show({ url: 'http://h/v1', said, waitedMs: clock.now(), limitMs: 30_000 })
  return { clock, written, wait, over: () => show(null) }
}

test('a server that is ready at once is worth no line', async () => {
  const { clock, written, wait, over } = display(false)
  wait(null)
  await clock.advance(400)
  over()
  await clock.advance(5000)
  expect(written).toEqual([])
})

test('in a log each new word of the server is a line', async () => {
  const { clock, written, wait, over } = display(false)
  wait(null)
  await clock.advance(1000)
  for (let turn = 0; turn < 4; turn += 1) {
    wait('answered 503: Loading')
    await clock.advance(1000)
  }
  over()
  expect(written).toEqual([
    'waiting for http://h/v1 (1 of 30 s): no answer yet\n',
    'waiting for http://h/v1 (2 of 30 s): answered 503: Loading\n',
  ])
})

test('on a terminal one line counts the seconds, and goes when the wait is over', async () => {
  const { clock, written, wait, over } = display(true)
  wait(null)
  await clock.advance(3000)
  over()
  expect(written.map((text) => text.replace('\r\u001b[2K', ''))).toEqual([
    'waiting for http://h/v1 (1 of 30 s): no answer yet',
    'waiting for http://h/v1 (2 of 30 s): no answer yet',
    'waiting for http://h/v1 (3 of 30 s): no answer yet',
    '',
  ])
})
