import { expect, test } from 'vitest'
import { loadFromText } from './load-from-text.js'
import { rampOverRequests } from './ramp-over-requests.js'

const none = { maxConcurrency: null }

test.each([
  [
    'bursts,burst-rps=50,burst-seconds=2,idle-seconds=8',
    { kind: 'bursts', burstRps: 50, burstSeconds: 2, idleRps: 0, idleSeconds: 8 },
  ],
  [
    'steps,steps=2:30+8:60',
    {
      kind: 'steps',
      steps: [
        { rps: 2, seconds: 30 },
        { rps: 8, seconds: 60 },
      ],
    },
  ],
  [
    'ramp,start_rps=1,end-rps=20,ramp-seconds=60,curve=exponential',
    { kind: 'ramp', curve: 'exponential', rampSeconds: 60 },
  ],
  ['user,users=20,think-seconds=3', { kind: 'user', users: 20, think: 'exponential' }],
])('%s is a load', (text, load) => {
  expect(loadFromText(text, none)).toMatchObject(load)
})

test.each([
  ['waves', /no load "waves"/],
  ['day', /mean-rps/],
  ['day,mean-rps=fast', /mean-rps/],
  ['day,speed=1', /day has no field "speed"/],
  ['steps,steps=2', /steps/],
])('%s is refused with what could be given', (text, message) => {
  expect(() => loadFromText(text, none)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message), hint: expect.stringContaining('give ') }),
  )
})

test('a cap of its own flag joins a load that has one, and is refused beside another', () => {
  expect(loadFromText('day,mean-rps=5', { maxConcurrency: 9 })).toMatchObject({ maxConcurrency: 9 })
  expect(() => loadFromText('closed,concurrency=2', { maxConcurrency: 9 })).toThrow(/--max-concurrency/)
})

// vLLM: the rate at request i of n is start + (end - start) * i / (n - 1), or start * (end / start) ** (i / (n - 1)); its time is the sum of 1 / rate.
test.each(['linear', 'exponential'] as const)(
  'a %s ramp over requests takes the time that vLLM takes',
  (rampUpStrategy) => {
    const [start, end, numPrompts] = [2, 40, 2001]
    const load = rampOverRequests({
      rampUpStrategy,
      rampUpStartRps: start,
      rampUpEndRps: end,
      numPrompts,
      burstiness: '1',
    } as never)
    const rates = Array.from({ length: numPrompts }, (_, i) => {
      const progress = i / (numPrompts - 1)
      return rampUpStrategy === 'linear' ? start + (end - start) * progress : start * (end / start) ** progress
    })
    const seconds = rates.slice(1).reduce((sum, rate, at) => sum + (1 / rate + 1 / (rates[at] as number)) / 2, 0)
    expect(load).toMatchObject({ kind: 'ramp', startRps: start, endRps: end })
    expect((load as { rampSeconds: number }).rampSeconds).toBeCloseTo(seconds, 1)
  },
)
