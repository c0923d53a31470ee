import { expect, test } from 'vitest'
import { proxyForUrl } from './proxy-for-url.js'

const find = (url: string, environment: Record<string, string>) => proxyForUrl(new URL(url), environment)?.href ?? null

test.each([
  'http://127.0.0.1:8000',
  'http://127.9.9.9',
  'http://localhost:1',
  'http://LOCALHOST.:1',
  'https://a.localhost',
  'http://[::1]:8000',
  'http://[::ffff:127.0.0.1]:8000',
  'http://0.0.0.0:8000',
  'http://[::]:8000',
])('%s is this machine: no proxy', (url) => {
  const proxy = 'http://proxy:3128'
  expect(find(url, { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy })).toBeNull()
})

test('the scheme of the URL chooses the variable, and lower case goes before upper case', () => {
  const environment = { http_proxy: 'http://a:1', HTTP_PROXY: 'http://b:1', HTTPS_PROXY: 'http://c:1' }
  expect(find('http://gpu', environment)).toBe('http://a:1/')
  expect(find('https://gpu', environment)).toBe('http://c:1/')
  expect(find('https://gpu', { all_proxy: 'd:8080' })).toBe('http://d:8080/')
  expect(find('https://gpu', { HTTP_PROXY: 'http://b:1' })).toBeNull()
  expect(find('http://gpu', {})).toBeNull()
})

test.each([
  ['*', true],
  ['gpu.lab.org', true],
  ['lab.org', true],
  ['.lab.org', true],
  ['*.lab.org', true],
  ['other.org, GPU.lab.org', true],
  ['other.org gpu.lab.org:8000', true],
  ['gpu.lab.org:9000', false],
  ['ab.org', false],
  ['lab', false],
])('NO_PROXY=%s exempts gpu.lab.org:8000: %s', (list, exempt) => {
  const proxy = find('http://gpu.lab.org:8000', { http_proxy: 'http://a:1', NO_PROXY: list })
  expect(proxy).toBe(exempt ? null : 'http://a:1/')
})

test('a proxy that is no HTTP proxy is an error, unless the host is exempt from it', () => {
  expect(() => find('http://gpu', { ALL_PROXY: 'socks5://a:1' })).toThrow(/socks5 is not supported/)
  expect(find('http://gpu', { ALL_PROXY: 'socks5://a:1', NO_PROXY: 'gpu' })).toBeNull()
})

test('a proxy that is no URL is an error that does not show it', () => {
  expect(() => find('http://gpu', { ALL_PROXY: 'http://user:hush@:no' })).toThrow(/no URL/)
  expect(() => find('http://gpu', { ALL_PROXY: 'http://user:hush@:no' })).not.toThrow(/hush/)
})
