import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createRunLengths } from './run-lengths.js'

test('what was asked for, built and reached stand side by side, as means over the successful requests', () => {
  const lengths = createRunLengths()
  const asked = { requestedPromptTokens: 512, intendedPromptTokens: 512, requestedOutputTokens: 10 }
  lengths.add(aRecord({ ...asked, promptTokens: 530, outputTokens: 10 }))
  lengths.add(aRecord({ ...asked, promptTokens: 532, outputTokens: 5 }))
  lengths.add(aRecord({ ...asked, errorClass: 'server_error', promptTokens: null, outputTokens: null }))
  expect(lengths.result()).toEqual({
    promptAsked: 512,
    promptBuilt: 512,
    promptRead: 531,
    outputAsked: 10,
    outputReached: 7.5,
  })
})

test('without a successful request there are none', () => {
  expect(createRunLengths().result()).toBeNull()
})

test('what was asked of the first turns alone does not stand beside what was read of all', () => {
  const lengths = createRunLengths()
  lengths.add(aRecord({ requestedPromptTokens: 256, intendedPromptTokens: 256, promptTokens: 260 }))
  lengths.add(aRecord({ index: 1, requestedPromptTokens: null, intendedPromptTokens: null, promptTokens: 1440 }))
  expect(lengths.result()).toMatchObject({ promptAsked: null, promptBuilt: null, promptRead: 850 })
})
