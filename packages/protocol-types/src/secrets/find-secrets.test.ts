import { describe, expect, test } from 'vitest'
import { secretsInEnvironment, secretsInJson, secretsInWords } from './find-secrets.js'
import { isSecretName, secretsInText } from './redact-secrets.js'

const secret = 'Zq9vX2mT7pLw4Rk8'

describe('the words of a command line', () => {
  test.each([
    [['--api-key', secret]],
    [[`--api-key=${secret}`]],
    [['-H', `X-Api-Key: ${secret}`]],
    [['--header', `Authorization=Bearer ${secret}`]],
    [['--backend-url', `http://me:${secret}@host/v1`]],
    [['--backend-url', `htp:/me:${secret}@host/v1`]],
    [['--backend-url', `me:${secret}@host`]],
    [['--target', `a=http://host/v1?api_key=${secret}&x=1`]],
    [['--extra-body', `{"nested":[{"access_token":"${secret}"}]}`]],
    [['--target-command', `a=HF_TOKEN=${secret} vllm serve m --port 1`]],
    [['--target-command', `a=vllm serve m --api-key "${secret}"`]],
  ])('%s', (words) => {
    expect(secretsInWords(words)).toContain(secret)
  })

  test('a password is found as the URL writes it and as it was meant', () => {
    expect(secretsInWords(['http://me:p%40ss-word@host'])).toEqual(expect.arrayContaining(['p%40ss-word', 'p@ss-word']))
  })

  test('plain words and numbers are none', () => {
    const words = ['run', '--model', 'm', '--backend-url', 'http://host:8000/v1', '--max-output-tokens', '64']
    expect(secretsInWords(words)).toEqual([])
  })
})

test('JSON: strings behind secret names at any depth', () => {
  expect(secretsInJson({ a: [{ password: 'p' }], api_key: 'k', max_tokens: 3, note: 'Bearer abc' })).toEqual([
    'p',
    'k',
    'abc',
  ])
})

test('the environment: by name, where the value looks like a secret', () => {
  const env = { HF_TOKEN: secret, MY_SECRET: 'enabled', HOME: '/home/aB3cd3fg', SERVICE_PASSWORD: undefined }
  expect(secretsInEnvironment(env)).toEqual([secret])
})

test.each<[string, unknown]>([
  ['a name in camel case', { clientSecret: 'Zq9vX2mT7p' }],
  ['several', { api_keys: ['Zq9vX2mT7p'] }],
  ['an object behind the name', { api_key: { value: 'Zq9vX2mT7p' } }],
  ['a header as name and value', { headers: [{ name: 'Authorization', value: 'Zq9vX2mT7p' }] }],
])('in JSON: %s', (_form, value) => {
  expect(secretsInJson(value)).toContain('Zq9vX2mT7p')
})

test.each([
  '--hf_token Zq9vX2mT7p',
  'PGPASSWORD=Zq9vX2mT7p psql',
  'MYSQL_PWD=Zq9vX2mT7p mysql',
  '-e OPENAI_KEY=Zq9vX2mT7p',
])('in a command: %s', (command) => expect(secretsInText(command)).toContain('Zq9vX2mT7p'))

test.each(['max_tokens', 'prompt_tokens', 'eos_token', 'PWD', 'tokenizer', 'author'])(
  '%s is no secret name',
  (name) => {
    expect(isSecretName(name)).toBe(false)
  },
)
