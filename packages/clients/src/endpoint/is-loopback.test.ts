import { expect, test } from 'vitest'
import { isLoopback } from './is-loopback.js'

test.each([
  'http://127.0.0.1:8000/v1',
  'http://localhost/v1',
  'https://LOCALHOST.:1',
  'http://[::1]:8000',
  'http://0.0.0.0:8000/v1',
  'http://engine.localhost:8000',
  'http://[::ffff:127.0.0.1]:80',
  '127.8.9.10',
  '::1',
])('%s is this machine', (text) => {
  expect(isLoopback(text)).toBe(true)
})

test.each([
  'http://10.0.0.1:8000',
  'http://localhost.example.com',
  'http://128.0.0.1',
  'http://127.0.0.1.example.com',
  'http://',
  '',
])('%j is not known to be', (text) => {
  expect(isLoopback(text)).toBe(false)
})
