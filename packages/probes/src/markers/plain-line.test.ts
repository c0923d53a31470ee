import { expect, test } from 'vitest'
import { compileMarkers } from './compile-markers.js'
import { createMarkerCounter } from './marker-counter.js'
import { defaultMarkerPatterns } from './marker-patterns.js'
import { plainLine } from './plain-line.js'

const ESC = '\u001b'

test.each([
  ['colours', `${ESC}[1;32mblock_tables${ESC}[0m=${ESC}[31mNone${ESC}[0m`, 'block_tables=None'],
  ['colours of one byte', '\u009b1mblock_tables\u009b0m=None', 'block_tables=None'],
  ['escaped colours', 'block_tables\\u001b[0m=\\x1b[31mNone\\033[0m', 'block_tables=None'],
  ['colours as editors show them', '^[[1mblock_tables^[[0m=None', 'block_tables=None'],
  ['JSON in JSON', '{"message":"{\\"block_tables\\": null}"}', '{"message":"{"block_tables": null}"}'],
  ['JSON in JSON in JSON', '"{\\\\\\"block_tables\\\\\\": null}"', '"{"block_tables": null}"'],
  ['a link', `${ESC}]8;;http://a/${ESC}\\block_tables${ESC}]8;;${ESC}\\=None`, 'block_tables=None'],
  ['nothing', 'block_tables=[1, 2] C: 50%', 'block_tables=[1, 2] C: 50%'],
])('a line with %s is read as a reader sees it', (_kind, line, plain) => {
  expect(plainLine(line)).toBe(plain)
})

test('a coloured or escaped denial proves no path', () => {
  const counter = createMarkerCounter(compileMarkers(defaultMarkerPatterns))
  for (const line of [`block_tables${ESC}[0m=${ESC}[31mNone`, '{"log":"{\\"block_tables\\": null}"}'])
    counter.count(line, { file: 'a', line: 1 })
  for (const group of Object.values(counter.result())) expect(group.evidenceHits).toBe(0)
  counter.count(`block_tables${ESC}[0m=${ESC}[32m[3, 4]`, { file: 'a', line: 2 })
  expect(Object.values(counter.result()).some((group) => (group.evidenceHits ?? 0) > 0)).toBe(true)
})
