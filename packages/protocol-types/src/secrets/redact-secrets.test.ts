import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactCommandLine } from './redact-command-line.js'
import { redactHeaders } from './redact-headers.js'
import { redactJson } from './redact-json.js'
import { redactSecrets } from './redact-secrets.js'

const secret = 'Zq9vX2mT7pLw4Rk8'

describe('secrets in a text', () => {
  test.each([
    `Authorization: Bearer ${secret}`,
    `authorization: basic ${secret}==`,
    `http://user:${secret}@host:8000/v1`,
    `http://${secret}@host/v1`,
    `http://user:a@${secret}@host/v1`,
    `https://host/v1?api_key=${secret}&x=1`,
    `https://host/v1?x=1&token=${secret}`,
    `sk-${secret} was refused`,
    `HF_TOKEN=hf_${secret} vllm serve`,
    `hf_${secret}`,
    `ghp_${secret}`,
    `{"api_key": "${secret}", "model": "m"}`,
    `{'access_token':'${secret}'}`,
    `OPENAI_API_KEY=${secret}`,
    `MY_SERVICE_PASSWORD="${secret} and more"`,
    `vllm serve m --api-key ${secret} --port 1`,
    `vllm serve m --api-key=${secret}`,
    `x-api-key: ${secret}`,
    `Authorization: Token ${secret}`,
    `Cookie: a=1; session=${secret}`,
    `eyJhbGciOi.${secret}.${secret}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
  ])('%s', (text) => {
    const redacted = redactSecrets(text)
    expect(redacted).not.toContain(secret)
    expect(redacted).toContain('[redacted]')
  })

  test.each([
    'max_tokens: 64, prompt_tokens=32, tokenizer=gpt2, --max-output-tokens 64',
    '{"token":" the","logprob":-1.2}',
    'http://127.0.0.1:8000/v1/models?limit=2 answered 200',
    'mail me@example.org about http://host/a@b',
    'the basic idea of a bearer bond',
    'task-based disk-usage risk-aware',
  ])('what is no secret stays as it is: %s', (text) => {
    expect(redactSecrets(text)).toBe(text)
  })

  test('a value known to be secret goes, whatever it looks like', () => {
    expect(redactSecrets('refused: plain-word', { secrets: ['plain-word', ''] })).toBe('refused: [redacted]')
  })

  test('redacting twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('api_key=', 'Bearer ', 'http://', '--token ', 'sk-'), (text, lead) => {
        const once = redactSecrets(`${lead}${text}`)
        expect(redactSecrets(once).replaceAll('[redacted]', '')).toBe(once.replaceAll('[redacted]', ''))
      }),
    )
  })

  test('a megabyte of what almost matches is read in linear time', () => {
    const nasty = ['eyJ', 'a_', 'sk-', '://', '-----BEGIN A', 'x-', 'bearer ', 'api_key '].map((part) =>
      part.repeat(1_000_000 / part.length),
    )
    for (const text of nasty) expect(redactSecrets(text).length).toBeGreaterThan(0)
  })
})

describe('secrets on a command line', () => {
  test('the value of a secret flag goes in both spellings, flags and other values stay', () => {
    const line = ['run', '--api-key', secret, `--token=${secret}`, '--max-output-tokens', '64', '--seed', '-1']
    expect(redactCommandLine(line)).toEqual([
      'run',
      '--api-key',
      '[redacted]',
      '--token=[redacted]',
      '--max-output-tokens',
      '64',
      '--seed',
      '-1',
    ])
  })

  test('a command inside an argument is searched too', () => {
    const command = `after=HF_TOKEN=${secret} vllm serve m --api-key ${secret}`
    expect(redactCommandLine(['--target-command', command]).join(' ')).not.toContain(secret)
  })

  test('a header given to a flag loses its value', () => {
    expect(redactCommandLine(['-H', `Authorization: Bearer ${secret}`])[1]).toBe('Authorization: Bearer [redacted]')
  })

  test('a secret flag without a value hides no flag behind it', () => {
    expect(redactCommandLine(['--api-key', '--seed', '3'])).toEqual(['--api-key', '--seed', '3'])
  })
})

test('JSON stays JSON, and tokens that are text stay too', () => {
  const info = { api_key: secret, nested: [{ note: `Bearer ${secret}` }], eos_token: '</s>', max_tokens: 64, token: '' }
  expect(redactJson(info)).toEqual({
    api_key: '[redacted]',
    nested: [{ note: 'Bearer [redacted]' }],
    eos_token: '</s>',
    max_tokens: 64,
    token: '',
  })
  expect(redactSecrets(JSON.stringify({ api_key: secret }))).toBe('{"api_key":"[redacted]"}')
})

test('headers keep their names and the scheme of their credentials', () => {
  expect(
    redactHeaders({ Authorization: `Bearer ${secret}`, 'X-API-Key': secret, Cookie: secret, 'X-Team': 'a' }),
  ).toEqual({
    Authorization: 'Bearer [redacted]',
    'X-API-Key': '[redacted]',
    Cookie: '[redacted]',
    'X-Team': 'a',
  })
})
