import { expect, test } from 'vitest'
import { chooseTransport } from './create-transport.js'

const gpu = new URL('http://gpu:8000')
const secure = new URL('https://gpu')
const proxy = 'http://user:pass-word@proxy:3128'
const withProxy = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }

test('auto is raw sockets under Node, undici through a tunnel, fetch elsewhere', () => {
  expect(chooseTransport('auto', gpu, {}, 'node')).toEqual({ name: 'raw', proxy: null, tunnel: false })
  expect(chooseTransport('auto', gpu, withProxy, 'node')).toMatchObject({
    name: 'raw',
    proxy: { host: 'proxy:3128' },
    tunnel: false,
  })
  expect(chooseTransport('auto', secure, withProxy, 'node')).toMatchObject({ name: 'undici', tunnel: true })
  expect(chooseTransport('auto', gpu, withProxy, 'other')).toEqual({ name: 'fetch', proxy: null, tunnel: false })
})

test('a transport that was asked for is taken, or refused where it cannot use the proxy, without showing its password', () => {
  expect(chooseTransport('fetch', gpu, {}, 'node').name).toBe('fetch')
  expect(chooseTransport('undici', gpu, withProxy, 'node').name).toBe('undici')
  for (const refused of [
    () => chooseTransport('raw', secure, withProxy, 'node'),
    () => chooseTransport('fetch', gpu, withProxy, 'node'),
  ]) {
    expect(refused).toThrow(/transport cannot use the proxy proxy:3128/)
    expect(refused).not.toThrow(/pass-word/)
  }
})

test('a name that no transport has is refused', () => {
  expect(() => chooseTransport('http2' as 'raw', gpu, {}, 'node')).toThrow(/auto, raw, undici, fetch|transport/)
})
