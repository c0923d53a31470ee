import { expect, test } from 'vitest'
import { dataSetForm } from './data-set-form.js'

test.each([
  ['{"prompt":"a"}', 'file', 'prompt'],
  ['{"messages":[{"role":"user","content":"a"}]}', 'file', 'messages'],
  ['{"conversations":[{"from":"human","value":"a"}]}', 'sharegpt', 'conversations'],
])('%j is of the form %s', (line, source, because) => {
  expect(dataSetForm(line)).toEqual({ source, because: `its first line has ${because}` })
})

test.each(['', 'a,b', '{"text":"a"}', '3', '[{"conversations":[]}]', '{"prompt":"a","model":"m"}'])(
  '%j is left to the formats of data sets',
  (line) => {
    expect(dataSetForm(line)).toBeNull()
  },
)
