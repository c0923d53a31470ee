import { expect, test } from 'vitest'
import { bytes, concat, float, text, varint } from './wire.js'

test('fields have the bytes of the examples in the protobuf encoding guide', () => {
  // https://protobuf.dev/programming-guides/encoding: a = 150 in field 1; b = "testing" in field 2; a nested message in field 3.
  expect([...varint(1, 150)]).toEqual([0x08, 0x96, 0x01])
  expect([...text(2, 'testing')]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
  expect([...bytes(3, varint(1, 150))]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01])
})

test('a negative number takes ten bytes of two’s complement', () => {
  expect([...varint(2, -2)]).toEqual([0x10, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
})

test('a field number above 15 takes two bytes, and a float is little-endian', () => {
  expect([...varint(20, 1)]).toEqual([0xa0, 0x01, 0x01])
  expect([...float(2, 1.5)]).toEqual([0x15, 0x00, 0x00, 0xc0, 0x3f])
})

test('a message is its fields one after another', () => {
  expect([...concat([varint(1, 1), varint(2, 2)])]).toEqual([0x08, 1, 0x10, 2])
})
