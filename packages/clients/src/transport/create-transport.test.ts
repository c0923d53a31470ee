import { expect, test } from 'vitest'
import { type ChooseOptions, chooseTransport } from './create-transport.js'
import type { GivenTransport } from './given-transport.js'
import type { TransportName } from './transport.js'

const gpu = new URL('http://gpu:8000')
const secure = new URL('https://gpu')
const proxy = 'http://user:pass-word@proxy:3128'
const own = { given: null, passedOver: null }
const withProxy = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }

const choose = (
  wanted: TransportName | 'auto',
  origin: URL,
  environment: ChooseOptions['environment'],
  runtime: 'node' | 'other',
  given: readonly GivenTransport[] = [],
) => chooseTransport(wanted, { origin, environment, runtime, given })

/** A transport from outside, which reaches what speaks plain http. */
const kernel: GivenTransport = {
  name: 'kernel',
  stampSource: 'kernel_receive',
  cannotReach: ({ origin, socketPath }) => {
    if (socketPath !== undefined) return 'no unix sockets'
    return origin.protocol === 'http:' ? null : 'plain http only'
  },
  create: () => Promise.reject(new Error('not used')),
}

test('auto is raw sockets under Node, undici through a tunnel, fetch elsewhere', () => {
  expect(choose('auto', gpu, {}, 'node')).toEqual({ ...own, name: 'raw', proxy: null, tunnel: false })
  expect(choose('auto', gpu, withProxy, 'node')).toMatchObject({
    name: 'raw',
    proxy: { host: 'proxy:3128' },
    tunnel: false,
  })
  expect(choose('auto', secure, withProxy, 'node')).toMatchObject({ name: 'undici', tunnel: true })
  expect(choose('auto', gpu, withProxy, 'other')).toEqual({ ...own, name: 'fetch', proxy: null, tunnel: false })
})

test('a transport that was asked for is taken, or refused where it cannot use the proxy, without showing its password', () => {
  expect(choose('fetch', gpu, {}, 'node').name).toBe('fetch')
  expect(choose('undici', gpu, withProxy, 'node').name).toBe('undici')
  for (const refused of [
    () => choose('raw', secure, withProxy, 'node'),
    () => choose('fetch', gpu, withProxy, 'node'),
  ]) {
    expect(refused).toThrow(/transport cannot use the proxy proxy:3128/)
    expect(refused).not.toThrow(/pass-word/)
  }
})

test('a name that no transport has is refused', () => {
  expect(() => choose('http2' as 'raw', gpu, {}, 'node')).toThrow(/auto, raw, undici, fetch|transport/)
})

test('a transport that was handed in comes before the own ones where it can reach the target, or else the choice says why not', () => {
  expect(choose('auto', gpu, {}, 'node', [kernel])).toMatchObject({ name: 'kernel', given: kernel, passedOver: null })
  expect(choose('auto', gpu, withProxy, 'node', [kernel])).toMatchObject({
    name: 'kernel',
    proxy: { host: 'proxy:3128' },
  })
  expect(choose('auto', secure, {}, 'node', [kernel])).toMatchObject({ name: 'raw', passedOver: 'plain http only' })
  expect(choose('auto', secure, withProxy, 'node', [kernel])).toMatchObject({ name: 'undici', given: null })
  expect(choose('auto', gpu, {}, 'other', [kernel])).toMatchObject({ name: 'fetch', passedOver: null })
  expect(choose('raw', gpu, {}, 'node', [kernel])).toMatchObject({ name: 'raw', given: null, passedOver: null })
  const bySocket = {
    origin: gpu,
    socketPath: '/run/s',
    environment: withProxy,
    given: [kernel],
    runtime: 'node',
  } as const
  expect(chooseTransport('auto', bySocket)).toMatchObject({ name: 'raw', proxy: null, passedOver: 'no unix sockets' })
})

test('a transport that was named is refused where it was not handed in, or cannot reach the target', () => {
  expect(() => choose('kernel', gpu, {}, 'node')).toThrow(/kernel transport was not handed to this client/)
  expect(() => choose('kernel', secure, {}, 'node', [kernel])).toThrow(/cannot be used: plain http only/)
  expect(() => choose('kernel', secure, withProxy, 'node', [kernel])).toThrow(/cannot be used: a tunnel/)
})
