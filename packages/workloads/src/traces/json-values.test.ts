import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonValues } from './json-values.js'

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function values(text: string, size = 3): Promise<string[]> {
  const found: string[] = []
  for await (const [value] of jsonValues(pieces(text, size), 'f')) found.push(value)
  return found
}

test('the entries of any list are its rows, however the text is cut and indented', async () => {
  const indents = fc.constantFrom(undefined, 1, '\t')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), indents, fc.integer({ min: 1, max: 9 }), async (list, indent, size) => {
      const found = await values(JSON.stringify(list, null, indent), size)
      expect(found.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(list)))
    }),
    { seed: 3 },
  )
})

test.each(['data', 'spans'])('a list of objects under %s is the rows of the object around it', async (name) => {
  const rows = [{ a: [1, { b: ']' }] }, { c: '"}' }]
  const text = JSON.stringify({ version: { x: [{ data: 1 }] }, [name]: rows, after: ['not', { a: 'row' }] })
  for (const size of [1, 4, 1000]) expect((await values(text, size)).map((each) => JSON.parse(each))).toEqual(rows)
})

test('a list of lists under conversations too, and a conversation of one row is left whole', async () => {
  expect(await values('{"conversations": [[{"a":1}], [2]]}')).toEqual(['[{"a":1}]', '[2]'])
  const row = '{"conversations": [{"from": "human"}]}'
  expect(await values(`${row}\n${row}`)).toEqual([row, row])
})

test('values that stand side by side are rows, and each has the line that it begins on', async () => {
  const found = []
  for await (const each of jsonValues(pieces('{"a":\n1}\n\n{"b": 2} null\n', 2), 'f')) found.push(each)
  expect(found).toEqual([
    ['{"a":\n1}', 1],
    ['{"b": 2}', 4],
    ['null', 4],
  ])
})

test.each([
  ['[{"a": 1}, {"b"', 'ends inside of a value, at line 1'],
  ['{"a": 1}\n]', 'something is closed that was not opened, at line 2'],
])('%j is refused in one line', async (text, words) => {
  await expect(values(text)).rejects.toThrow(words)
})
