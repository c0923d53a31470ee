import { expect, test } from 'vitest'
import { precisionName } from './precision-name.js'

test('one precision has one name, however an engine or an export writes it', () => {
  expect(['torch.float16', 'half', 'FP16'].map(precisionName)).toEqual(['fp16', 'fp16', 'fp16'])
  expect(['bfloat16', 'q8', 'fp8'].map(precisionName)).toEqual(['bf16', 'int8', 'fp8'])
})
