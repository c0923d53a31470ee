import { describe, expect, test } from 'vitest'
import { readPlainPiece } from '../openai/read-chunk.js'
import { EventTemplate } from './event-template.js'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const eventOf = (content: string) =>
  `data: {"id":"c1","choices":[{"index":0,"delta":{"content":${content}},"finish_reason":null}]}\n\n`

function learn(event: string): EventTemplate | null {
  const bytes = bytesOf(event)
  const piece = readPlainPiece(event.replace(/^data: /, ''))
  return piece && EventTemplate.learn(bytes, 0, bytes.length, piece, readPlainPiece)
}

function match(template: EventTemplate | null, event: string): string | null {
  const bytes = bytesOf(event)
  const after = template?.match(bytes, new DataView(bytes.buffer), 0, bytes.length) ?? -1
  return after < 0 || !template ? null : new TextDecoder().decode(bytes.slice(template.pieceStart, template.pieceEnd))
}

const template = learn(eventOf('"a"'))

test.each(['"b"', '""', '"longer text"', '"q\\"\\\\\\u00e9\\n"', '"\u4e2d\ud83d\ude00"'])(
  'the known event with the text %s is a token event',
  (text) => {
    expect(match(template, eventOf(text))).toBe(text.slice(1, -1))
  },
)

test.each([
  ['a b', true],
  ['', true],
  ['caf\u00e9', false],
  ['say \\"x\\"', false],
  ['[Stream error: ', false],
])('a text is plain where its bytes are its characters and no error begins in it: %s', (text, isPlain) => {
  match(template, eventOf(`"${text}"`))
  expect(template?.isPlain).toBe(isPlain)
})

describe('is left to the parser:', () => {
  test.each([
    ['a finish reason', eventOf('"b"').replace('null', '"stop"')],
    ['another choice', eventOf('"b"').replace('"index":0', '"index":1')],
    ['another id', eventOf('"b"').replace('c1', 'c2')],
    ['an invalid escape', eventOf('"\\x"')],
    ['half an escape', eventOf('"\\u12"')],
    ['a control character', eventOf('"\t"')],
    ['a quote that ends the text early', eventOf('"b","content":"c"')],
    ['null', eventOf('null')],
    ['CRLF', eventOf('"b"').replaceAll('\n', '\r\n')],
    ['an event that is not whole yet', eventOf('"b"').slice(0, -1)],
  ])('%s', (_kind, event) => {
    expect(match(template, event)).toBeNull()
  })
})

test('an event whose key stands twice, or that holds a zero byte, makes no template', () => {
  expect(learn(eventOf('"a"').replace('"id"', '"content":"x","id"'))).toBeNull()
  expect(learn(eventOf('"a"').replace('c1', 'c\0'))).toBeNull()
})
