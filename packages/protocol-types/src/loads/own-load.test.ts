import { expect, test } from 'vitest'
import { z } from 'zod'
import { arrivalTimes } from './arrival-times.js'
import { defineLoadKind } from './define-load-kind.js'
import { loadKindOf, loadText } from './load-kind-of.js'
import { LoadPlan } from './load-plan.js'

const pairs = defineLoadKind({
  name: 'pairs',
  description: 'two at a time, again and again',
  fields: { gapMs: z.number().positive().default(1000) },
  drive: 'arrivals',
  text: ({ gapMs }) => `pairs every ${gapMs} ms`,
  places: () => null,
  withPlaces: (load) => load,
  *dueTimes({ gapMs }) {
    for (let at = 0; ; at += gapMs) yield* [at, at]
  },
})
const load = LoadPlan.parse({ kind: 'own', name: 'pairs', options: { gapMs: 250 } })

test("a plan holds a load of a caller's kind, and the kind drives it by its own schema", () => {
  const [first, second, third] = arrivalTimes(load, { seed: 0, loadKinds: [pairs] })
  expect([first, second, third]).toEqual([0, 0, 250])
  const kind = loadKindOf(load, [pairs])
  expect(kind.openLoop).toBe(true)
  expect(kind.text(kind.laterRounds(load))).toBe('pairs every 250 ms')
  const defaults = LoadPlan.parse({ kind: 'own', name: 'pairs' })
  expect(loadKindOf(defaults, [pairs]).text(defaults)).toBe('pairs every 1000 ms')
})

test('options that the kind refuses are named', () => {
  const wrong = LoadPlan.parse({ kind: 'own', name: 'pairs', options: { gapMs: -1 } })
  expect(() => loadKindOf(wrong, [pairs]).text(wrong)).toThrow(/options\.gapMs of load pairs/)
})

test('a kind that nobody brought is refused where it is used, and still shown by its name', () => {
  expect(() => loadKindOf(load)).toThrow(
    expect.objectContaining({ code: 'invalid_argument', hint: expect.stringMatching(/known load kinds: closed, /) }),
  )
  expect(loadText(load)).toBe('pairs')
  expect(loadText(load, { own: [pairs] })).toBe('pairs every 250 ms')
  expect(loadText(LoadPlan.parse({ kind: 'closed', concurrency: 2 }))).toBe('2 streams')
})
