import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { expect, test } from 'vitest'
import { expandVariables } from './expand-variables.js'
import { hideSecrets } from './hide-secrets.js'

const secret = 'sk-Aa0123456789bcdefgh'

test.each([secret, `Bearer ${secret}`, `$${secret}`, `$$${secret}$`, `\${A}${secret}\${`, 'no ${SECRET}', '$${'])(
  '%j is written without the secret, and read as it was',
  (text) => {
    holdSecrets([secret])
    const env = { MY_KEY: secret }
    const written = hideSecrets(env).text(text)
    expect(written).not.toContain(secret)
    expect(expandVariables(written, env, (problem) => new Error(problem)).text).toBe(text)
  },
)

test('a secret that no variable holds gets a name of its own, which says that it is one', () => {
  holdSecrets([secret])
  const hidden = hideSecrets({})
  expect(hidden.text(secret)).toBe('${BENCHMARK_SECRET}')
  expect(hidden.named()).toEqual(['BENCHMARK_SECRET'])
})
