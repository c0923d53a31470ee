import { expect, test } from 'vitest'
import { holdSecrets, openSecretCleaner } from './held-secrets.js'
import { cutWithoutSecrets, withoutSecrets } from './without-secrets.js'

test('a text is the same until a secret is held, and then it is without it', () => {
  const text = 'the key is Zq9vX2mT7pLw4Rk8, Wm93WDJtVDdwTHc0Ums4 in base64'
  expect(withoutSecrets(text)).toBe(text)
  holdSecrets([null, undefined, '', 'Zq9vX2mT7pLw4Rk8'])
  expect(withoutSecrets('the key is Zq9vX2mT7pLw4Rk8')).toBe('the key is [redacted]')
  const cleaner = openSecretCleaner()
  expect(cleaner.add('the key is Zq9vX') + cleaner.add('2mT7pLw4Rk8') + cleaner.end()).toBe('the key is [redacted]')
})

test('a text is cut when its secrets are gone, so that no half of one is left', () => {
  holdSecrets(['Zq9vX2mT7pLw4Rk8'])
  expect(cutWithoutSecrets('the key is Zq9vX2mT7pLw4Rk8 and more', 16)).toBe('the key is [reda')
})

test('a placeholder and what is shorter than four characters are no secrets', () => {
  holdSecrets(['EMPTY', 'ollama', 'abc'])
  expect(withoutSecrets('engine ollama, EMPTY, abc')).toBe('engine ollama, EMPTY, abc')
})
