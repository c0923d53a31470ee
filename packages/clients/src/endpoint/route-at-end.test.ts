import { expect, test } from 'vitest'
import { createEndpoint } from './endpoint.js'

test.each([
  ['http://h:8000/v1/chat/completions', 'http://h:8000/v1'],
  ['https://h/openai/v1/completions/', 'https://h/openai/v1'],
  ['http://h/v1/models?api_key=zzzz9', 'http://h/v1'],
])('%s ends with a route, and the error names the base URL', (url, base) => {
  expect(() => createEndpoint({ url, env: {} })).toThrow(
    expect.objectContaining({ code: 'invalid_argument', hint: `give the part before the route: ${base}` }) as Error,
  )
})

test.each(['http://h/v1', 'http://h/openai/deployments/completions-4', 'http://h/models-of-mine/v1'])(
  '%s is a base URL',
  (url) => {
    expect(createEndpoint({ url, env: {} }).url).toBe(url)
  },
)
