/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { arrivalTimes } from './arrival-times.js'
import { defineLoadKind } from './define-load-kind.js'
import { loadKindOf } from './load-kind-of.js'
import { loadKinds } from './load-kinds.js'
import { LoadPlan, loadPlanOf } from './load-plan.js'
import { shareOf } from './share-of.js'

const here = import.meta.dirname
const page = readFileSync(join(here, '../../../../docs/workloads.md'), 'utf8')

/** The least that a plan says of each kind; a new kind adds its line. */
const samples: Record<Exclude<LoadPlan['kind'], 'own'>, z.input<typeof LoadPlan>> = {
  closed: { kind: 'closed', concurrency: 10 },
  batch: { kind: 'batch', size: 8 },
  constant: { kind: 'constant', rateRps: 5, maxConcurrency: 7 },
  poisson: { kind: 'poisson', rateRps: 5, maxConcurrency: 7 },
  gamma: { kind: 'gamma', rateRps: 5, burstiness: 0.5, maxConcurrency: 7 },
  ramp: { kind: 'ramp', startRps: 1, endRps: 9, rampSeconds: 5, maxConcurrency: 7 },
  steps: { kind: 'steps', steps: [{ rps: 2, seconds: 5 }], maxConcurrency: 7 },
  bursts: { kind: 'bursts', burstRps: 9, burstSeconds: 1, idleSeconds: 4, maxConcurrency: 7 },
  day: { kind: 'day', meanRps: 5, maxConcurrency: 7 },
  trace: { kind: 'trace', arrivalsMs: [0, 1, 2], maxConcurrency: 7 },
  user: { kind: 'user', users: 10, thinkSeconds: 3 },
}

test('each kind is one file of its name, and each file is in the list', () => {
  const files = readdirSync(here)
    .filter(
      (file) => !file.endsWith('.test.ts') && readFileSync(join(here, file), 'utf8').includes('= defineLoadKind('),
    )
    .map((file) => file.replace(/\.ts$/, ''))
  expect(loadKinds.map(({ name }) => name).sort()).toEqual(files.sort())
})

describe.each(loadKinds.map((each) => [each.name] as const))('%s', (name) => {
  const load = LoadPlan.parse(samples[name])
  const kind = loadKindOf(load)

  test('is described, documented and reads in a few words', () => {
    expect(kind.description.length).toBeGreaterThan(10)
    expect(page).toContain(`| \`${name}\``)
    expect(page).toContain(kind.description)
    expect(kind.text(load).length).toBeGreaterThan(3)
  })

  test('has due times where it follows a schedule, and only there', () => {
    const [first] = arrivalTimes(load, { seed: 0 })
    if (kind.openLoop) expect(first).toBeGreaterThanOrEqual(0)
    else expect([null, 0]).toContain(first)
  })

  test('is the same load when its shares are put together', () => {
    const whole = kind.places(load) ?? 0
    const shares = [0, 1, 2].map((index) => kind.share(load, { index, count: 3 }))
    const places = shares.map((share) => kind.places(share) ?? 0)
    expect(places.reduce((sum, each) => sum + each, 0)).toBe(whole)
    for (const share of shares) {
      expect(LoadPlan.parse(share)).toEqual(share)
      if (kind.openLoop) expect(first20(LoadPlan.parse(share))).toEqual(first20(load))
    }
  })

  test('opens as many connections as it can have in flight, and keeps requests ready for them', () => {
    expect(kind.inFlight(load, 1000)).toBe(kind.places(load))
    expect(kind.ahead(load, 1000)).toBeGreaterThanOrEqual(kind.places(load) ?? 0)
  })
})

function first20(load: LoadPlan): (number | null)[] {
  const times: (number | null)[] = []
  for (const time of arrivalTimes(load, { seed: 3 })) if (times.push(time) === 20) break
  return times
}

test.each([
  [{ kind: 'closed', concurrency: 10 }, '10 streams'],
  [{ kind: 'closed', concurrency: 1, rampUpSeconds: 5 }, '1 stream, ramp-up 5 s'],
  [{ kind: 'batch', size: 8 }, '8 at once'],
  [{ kind: 'poisson', rateRps: 4, maxConcurrency: 32 }, 'Poisson 4/s, at most 32 in flight'],
  [{ kind: 'gamma', rateRps: 0.5, burstiness: 0.3 }, 'gamma 0.5/s, burstiness 0.3'],
  [{ kind: 'trace', arrivalsMs: [0, 5, 9], timeScale: 2 }, 'trace of 3 arrivals, time scale 2'],
])('%o reads as %s', (wish, text) => {
  const load = LoadPlan.parse(wish)
  expect(loadKindOf(load).text(load)).toBe(text)
})

test('connections of an open loop without a cap are guessed from its rate, and are never more than its requests', () => {
  const inFlight = (wish: unknown, requests: number) => {
    const load = LoadPlan.parse(wish)
    return loadKindOf(load).inFlight(load, requests)
  }
  expect(inFlight({ kind: 'poisson', rateRps: 5 }, 1000)).toBe(5)
  expect(inFlight({ kind: 'poisson', rateRps: 1000 }, 1000)).toBe(8)
  expect(inFlight({ kind: 'poisson', rateRps: 1000 }, 3)).toBe(3)
  expect(inFlight({ kind: 'trace', arrivalsMs: [0] }, 1000)).toBe(8)
})

test('how many requests a load sends is known of a trace, and of a rate over a time', () => {
  const within = (wish: unknown, seconds: number | null) => {
    const load = LoadPlan.parse(wish)
    return loadKindOf(load).requestsWithin(load, seconds)
  }
  expect(within({ kind: 'trace', arrivalsMs: [0, 1, 2] }, null)).toBe(3)
  expect(within({ kind: 'constant', rateRps: 2.5 }, 3)).toBe(8)
  expect(within({ kind: 'constant', rateRps: 2.5 }, null)).toBeNull()
  expect(within({ kind: 'closed', concurrency: 2 }, 3)).toBeNull()
})

test('a whole number is shared as evenly as whole numbers allow', () => {
  expect([0, 1, 2].map((index) => shareOf(10, { index, count: 3 }))).toEqual([4, 3, 3])
})

test("a caller's own kind is found, planned and validated beside those of the project", () => {
  const pairs = defineLoadKind({
    name: 'pairs',
    description: 'two at a time, once a second',
    fields: { gapMs: z.number().positive().default(1000) },
    drive: 'arrivals',
    text: ({ gapMs }) => `pairs every ${gapMs} ms`,
    places: () => null,
    withPlaces: (load) => load,
    *dueTimes({ gapMs }) {
      for (let at = 0; ; at += gapMs) yield* [at, at]
    },
  })
  const schema = loadPlanOf([...loadKinds, pairs])
  const load = schema.parse({ kind: 'pairs' })

  expect(loadKindOf(load, [pairs]).text(load)).toBe('pairs every 1000 ms')
  const [first, second, third] = arrivalTimes(load, { seed: 0, loadKinds: [pairs] })
  expect([first, second, third]).toEqual([0, 0, 1000])
  expect(() => loadKindOf(load)).toThrow(/load kind.*pairs/)
  expect(() => LoadPlan.parse(load)).toThrow(/kind/)
})
