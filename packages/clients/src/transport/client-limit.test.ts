import { expect, test } from 'vitest'
import { cannotConnect, transportFailure } from './classify-transport-error.js'
import { clientLimitOf } from './client-limit.js'

const coded = (code: string, fields: object = {}) => Object.assign(new Error(`connect ${code}`), { code, ...fields })

test.each([
  ['EMFILE', /ulimit -n/],
  ['ENFILE', /fs\.file-max/],
  ['EADDRNOTAVAIL', /ip_local_port_range/],
  ['ENOBUFS', /--concurrency/],
])('%s is a limit of this machine, with what helps', (code, remedy) => {
  expect(clientLimitOf(coded(code))?.remedy).toMatch(remedy)
  expect(clientLimitOf(new TypeError('fetch failed', { cause: coded(code) }))?.what).toContain(code)
  expect(transportFailure(coded(code), false, 1)).toMatchObject({
    clientLimit: { what: expect.stringContaining(code) },
  })
  expect(cannotConnect(new URL('http://h:1'), coded(code))).toMatchObject({ code: 'resource_exhausted' })
})

test('what a server or a missing IPv6 does is none', () => {
  expect(clientLimitOf(coded('ECONNREFUSED'))).toBeNull()
  expect(clientLimitOf(coded('EADDRNOTAVAIL', { address: '::1' }))).toBeNull()
  const both = new AggregateError([coded('EADDRNOTAVAIL', { address: '::1' }), coded('ECONNREFUSED')], '')
  expect(clientLimitOf(Object.assign(both, { code: 'EADDRNOTAVAIL' }))).toBeNull()
  expect(transportFailure(coded('EMFILE'), true, 1)).not.toHaveProperty('clientLimit')
})

test('every address of a name that meets the limit meets the limit', () => {
  expect(clientLimitOf(new AggregateError([coded('EMFILE'), coded('EMFILE')], ''))?.what).toContain('EMFILE')
})
