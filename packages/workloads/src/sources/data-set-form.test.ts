import { expect, test } from 'vitest'
import { dataSetForm } from './data-set-form.js'

test.each([
  ['{"prompt":"a"}\n{"prompt":"b"}', 'file', 'prompt'],
  ['\n{"messages":[{"role":"user","content":"a"}]}', 'file', 'messages'],
  ['{"conversations":[{"from":"human","value":"a"}]}', 'sharegpt', 'conversations'],
  [' [{"conversations":[]}]', 'sharegpt', 'array'],
])('%j is of the form %s', (text, source, because) => {
  const form = dataSetForm(text, 'x')
  expect(form.source).toBe(source)
  expect(form.because).toContain(because)
})

test.each(['', 'a,b\n1,2', '{"text":"a"}', '3'])('%j is of no form, and the error names the file', (text) => {
  expect(() => dataSetForm(text, 'mine.csv')).toThrow('mine.csv has the form of no data set')
})
