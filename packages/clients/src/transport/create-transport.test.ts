import { expect, test } from 'vitest'
import { chooseTransport } from './create-transport.js'

const gpu = new URL('http://gpu:8000')
const withProxy = { HTTP_PROXY: 'http://user:pass-word@proxy:3128' }

test('auto is raw sockets under Node, undici through a proxy, fetch elsewhere', () => {
  expect(chooseTransport('auto', gpu, {}, 'node')).toEqual({ name: 'raw', proxy: null })
  expect(chooseTransport('auto', gpu, withProxy, 'node')).toMatchObject({
    name: 'undici',
    proxy: { host: 'proxy:3128' },
  })
  expect(chooseTransport('auto', gpu, withProxy, 'other')).toEqual({ name: 'fetch', proxy: null })
})

test('a transport that was asked for is taken, or refused where it cannot use the proxy, without showing its password', () => {
  expect(chooseTransport('fetch', gpu, {}, 'node').name).toBe('fetch')
  expect(chooseTransport('undici', gpu, withProxy, 'node').name).toBe('undici')
  const refused = () => chooseTransport('raw', gpu, withProxy, 'node')
  expect(refused).toThrow(/raw transport cannot use the proxy proxy:3128/)
  expect(refused).not.toThrow(/pass-word/)
})

test('a name that no transport has is refused', () => {
  expect(() => chooseTransport('http2' as 'raw', gpu, {}, 'node')).toThrow(/auto, raw, undici, fetch|transport/)
})
