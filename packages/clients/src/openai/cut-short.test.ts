import { expect, test } from 'vitest'
import { BesideAnswer } from './beside-answer.js'
import { cutShort, emptyStream } from './cut-short.js'

const ending = { name: 'finish reason', required: false }

function withLine(line: string) {
  const beside = new BesideAnswer()
  beside.addLine(line)
  return beside
}

test('a stream that was cut says what else the server wrote', () => {
  expect(cutShort(withLine('Internal Server Error'), { ended: true, ending })).toEqual({
    errorClass: 'stream_cut_short',
    message: 'the stream ended without finish reason and without [DONE]: Internal Server Error',
  })
  expect(cutShort(new BesideAnswer(), { ended: false, ending }).message).toMatch(/with fewer pieces than asked for$/)
})

test('an answer that must have an end of its own and lacks it says so', () => {
  const required = { name: 'end event', required: true }
  expect(cutShort(new BesideAnswer(), { ended: false, ending: required }).message).toBe(
    'the stream ended without its end event',
  )
})

test('an error that stands there is the reason', () => {
  const beside = withLine('{"error":{"message":"upstream is at capacity"}}')
  expect(cutShort(beside, { ended: true, ending })).toEqual({
    errorClass: 'stream_error_event',
    message: 'upstream is at capacity',
  })
})

test('a stream without text shows the last event that said nothing', () => {
  const beside = new BesideAnswer()
  beside.addEvent('{"choices":[]}')
  beside.addEvent('{"type":"response.output_text.delta","delta":"a"}')
  expect(emptyStream({ beside, usages: [] })).toBe(
    'a complete stream without any generated text: {"type":"response.output_text.delta","delta":"a"}',
  )
  beside.addLine('a line goes before it')
  expect(beside.text()).toBe('a line goes before it')
})
