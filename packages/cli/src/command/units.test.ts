import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { allCommands } from './all-commands.js'
import { flagOf } from './flags.js'
import { timeIn, unitOf } from './units.js'

test('a bare number is in the unit of its flag, and a unit behind it is obeyed', () => {
  expect(['30', '30s', '500ms', '2m', '2min', '1h', '.5', ' 3 s '].map((text) => timeIn('s', text))).toEqual([
    30, 30, 0.5, 120, 120, 3600, 0.5, 3,
  ])
  expect([timeIn('ms', '3s'), timeIn('min', '90s'), timeIn('ms', '250')]).toEqual([3000, 1.5, 250])
})

test('what is no time is none', () => {
  for (const text of ['', 's', '3x', '-3s', '3s4', 'inf', '1.2.3']) expect(timeIn('s', text)).toBeNaN()
})

test('a whole number of milliseconds comes back, whatever unit the flag has', () => {
  fc.assert(
    fc.property(fc.nat(1e9), (ms) => {
      expect(timeIn('s', `${ms}ms`)).toBe(ms / 1000)
      expect(timeIn('ms', `${ms}`)).toBe(ms)
    }),
  )
})

test('every flag that is a time takes one with a unit: units.ts names those whose names do not', () => {
  const times = allCommands().flatMap(({ path, command }) =>
    Object.entries(command.options.shape as Record<string, z.ZodType>)
      .filter(([key, schema]) => {
        const { kind, brief } = flagOf(schema, key)
        return kind === 'parsed' && /^(seconds|minutes)\b|\b(seconds|minutes) (for|to|between|over|after)\b/.test(brief)
      })
      .map(([key, schema]) => [`${path} ${key}`, key, flagOf(schema, key)] as const),
  )
  expect(times.length).toBeGreaterThan(20)
  for (const [name, key, flag] of times) {
    expect([name, unitOf(key)]).toEqual([name, expect.any(String)])
    expect([name, flag.kind === 'parsed' && flag.placeholder]).toEqual([name, 'TIME'])
  }
})
