import { expect, test } from 'vitest'
import { csvCells } from './csv-cells.js'
import { fieldsOfTexts } from './row-fields.js'
import type { NumberedText } from './text-lines.js'

test.each([
  ['1,"a, b",3', ['1', 'a, b', '3']],
  ['"say ""no""", x ,', ['say "no"', 'x', '']],
  [' "a" ,"", b', ['a', '', 'b']],
  ['5" disk,"x"y,"open', ['5" disk', '"x"y', '"open']],
  ['"two\nlines",1', ['two\nlines', '1']],
])('%j has these cells', (line, cells) => {
  expect(csvCells(line)).toEqual(cells)
})

test('a row of megabytes of quotes is read in one pass', () => {
  const cells = csvCells(`1,"${'x'.repeat(12_000_000)}",${',"'.repeat(400_001)}`)
  expect(cells[1]).toHaveLength(12_000_000)
  expect(cells.length).toBeGreaterThan(200_000)
})

test('a quote that nothing closes takes some rows with it, and not the whole file or an hour', async () => {
  async function* lines(): AsyncGenerator<NumberedText> {
    yield ['a,b', 1]
    for (let line = 2; line < 1_500_000; line += 1) yield [line === 3 ? '"1,2' : '1,2', line]
  }
  const found = { rows: 0, odd: 0 }
  for await (const { fields } of fieldsOfTexts(lines(), null)) {
    if (fields === null) found.odd += 1
    else found.rows += 1
  }
  // Four megabytes of lines of four characters are one row that has not two cells.
  expect(found.odd).toBe(1)
  expect(found.rows).toBeGreaterThan(400_000)
})
