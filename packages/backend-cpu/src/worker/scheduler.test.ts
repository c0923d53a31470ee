import fc from 'fast-check'
import { expect, test } from 'vitest'
import { historyModel, type HistoryModelOptions, ruledNext } from '../testing/history-model.js'
import { sharedCounters } from './counters.js'
import type { FromWorker, SequenceRequest } from './messages.js'
import { createScheduler } from './scheduler.js'

function request(id: number, options: Partial<SequenceRequest> = {}): SequenceRequest {
  const sampling = { temperature: 0, topK: null, topP: null, seed: 0 }
  return { id, group: id, promptIds: [id + 5, 9], maxTokens: 4, ignoreEos: false, sampling, ...options }
}

function expectedIds({ promptIds, maxTokens }: SequenceRequest): number[] {
  const history = [...promptIds]
  for (let count = 0; count < maxTokens; count += 1) history.push(ruledNext(history))
  return history.slice(promptIds.length)
}

function rig(options: HistoryModelOptions & { maxBatchSize?: number } = {}) {
  const counters = sharedCounters()
  const passes: { rows: number; isPrefill: boolean }[] = []
  const answers = new Map<number, number[]>()
  const stamps = new Map<number, number[]>()
  const reasons = new Map<number, string | null>()
  const failures: Extract<FromWorker, { kind: 'failed' }>[] = []
  let time = 0
  const scheduler = createScheduler({
    model: historyModel({
      ...options,
      onPass: async (pass) => {
        passes.push(pass)
        await options.onPass?.(pass)
      },
    }),
    maxBatchSize: options.maxBatchSize ?? 4,
    eosTokenIds: new Set([0]),
    counters,
    now: () => (time += 1),
    send: (message) => {
      if (message.kind === 'failed') failures.push(message)
      if (message.kind !== 'tokens') return
      for (const { id, tokenId, hrtimeMs, finishReason } of message.tokens) {
        answers.set(id, [...(answers.get(id) ?? []), tokenId])
        stamps.set(id, [...(stamps.get(id) ?? []), hrtimeMs])
        reasons.set(id, finishReason)
      }
    },
  })
  const idle = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve))
    while (counters.read('running') + counters.read('waiting') > 0)
  }
  return { scheduler, counters, passes, answers, stamps, reasons, failures, idle }
}

test('waiting requests join the running ones in one pass as soon as rows are free', async () => {
  const { scheduler, passes, answers, idle } = rig({ maxBatchSize: 3 })
  const requests = [2, 6, 6, 3, 3].map((maxTokens, id) => request(id, { maxTokens }))
  scheduler.submit(requests)
  await idle()

  expect(passes.map(({ rows, isPrefill }) => `${isPrefill ? 'prompts' : 'step'} ${rows}`)).toEqual([
    'prompts 3',
    'step 3',
    'prompts 1',
    'step 3',
    'step 3',
    'prompts 1',
    'step 3',
    'step 3',
  ])
  for (const each of requests) expect(answers.get(each.id)).toEqual(expectedIds(each))
})

test('rows that join and leave at any time keep exactly their own tokens', async () => {
  const shape = fc.record({
    prompt: fc.array(fc.integer({ min: 5, max: 63 }), { minLength: 1, maxLength: 9 }),
    maxTokens: fc.integer({ min: 1, max: 9 }),
    afterPasses: fc.integer({ min: 0, max: 12 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(shape, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 4 }),
      async (shapes, maxBatchSize) => {
        let passed = 0
        const due = shapes.map(({ prompt, maxTokens, afterPasses }, id) => ({
          afterPasses,
          sequence: request(id, { promptIds: prompt, maxTokens }),
        }))
        const submitDue = () => {
          const now = due.splice(0).filter((each) => {
            if (each.afterPasses > passed) due.push(each)
            return each.afterPasses <= passed
          })
          if (now.length > 0) scheduler.submit(now.map(({ sequence }) => sequence))
        }
        const all = due.map(({ sequence }) => sequence)
        const { scheduler, answers, reasons, idle, counters } = rig({
          maxBatchSize,
          onPass: ({ rows }) => {
            expect(rows).toBeLessThanOrEqual(maxBatchSize)
            passed += 1
            submitDue()
          },
        })
        while (due.length > 0) {
          submitDue()
          await idle()
          passed += 1
        }
        for (const each of all) {
          expect(answers.get(each.id)).toEqual(expectedIds(each))
          expect(reasons.get(each.id)).toBe('length')
        }
        expect(counters.read('generationTokens')).toBe(all.reduce((sum, each) => sum + each.maxTokens, 0))
        expect(counters.read('promptTokens')).toBe(all.reduce((sum, each) => sum + each.promptIds.length, 0))
        expect(counters.read('kvUsedTokens')).toBe(0)
      },
    ),
    { numRuns: 60 },
  )
})

test('stamps of a row ascend strictly, each read when its own token was chosen', async () => {
  const { scheduler, stamps, idle } = rig()
  scheduler.submit([request(0), request(1), request(2)])
  await idle()
  const all = [...stamps.values()].flat()
  expect(new Set(all).size).toBe(all.length)
  for (const row of stamps.values()) expect(row).toEqual([...row].sort((a, b) => a - b))
})

test('an end token ends its row, unless the request ignores it', async () => {
  const next = (history: readonly number[]) => (history.length === 4 ? 0 : 7)
  const { scheduler, answers, reasons, idle } = rig({ next })
  scheduler.submit([request(0, { maxTokens: 6 }), request(1, { maxTokens: 6, ignoreEos: true })])
  await idle()
  expect(answers.get(0)).toEqual([7, 7, 0])
  expect(reasons.get(0)).toBe('stop')
  expect(answers.get(1)).toEqual([7, 7, 0, 7, 7, 7])
  expect(reasons.get(1)).toBe('length')
})

test('a cancelled row leaves between two passes, waiting or running, and the others go on as before', async () => {
  const steps = { count: 0 }
  const { scheduler, answers, idle } = rig({
    maxBatchSize: 2,
    onPass: () => {
      steps.count += 1
      if (steps.count === 3) scheduler.cancel([0, 3])
    },
  })
  const requests = [0, 1, 2, 3].map((id) => request(id, { maxTokens: 6 }))
  scheduler.submit(requests)
  await idle()
  expect(answers.get(0)).toEqual(expectedIds(requests[0] as SequenceRequest).slice(0, 3))
  expect(answers.has(3)).toBe(false)
  for (const id of [1, 2]) expect(answers.get(id)).toEqual(expectedIds(requests[id] as SequenceRequest))
})

test('a pass that fails takes its own rows with it and no others', async () => {
  let passes = 0
  const { scheduler, answers, failures, idle } = rig({
    maxBatchSize: 2,
    onPass: () => {
      passes += 1
      if (passes === 2) throw new Error('no memory')
    },
  })
  const requests = [0, 1, 2].map((id) => request(id))
  scheduler.submit(requests)
  await idle()
  expect(failures).toEqual([{ kind: 'failed', ids: [0, 1], message: 'Error: no memory' }])
  expect(answers.get(2)).toEqual(expectedIds(requests[2] as SequenceRequest))
})

test('steps shared by several requests are told apart from the choices of one', async () => {
  const several = rig()
  several.scheduler.submit([request(0), request(1)])
  await several.idle()
  expect(several.counters.read('decodeSharedSteps')).toBe(3)

  const choices = rig()
  choices.scheduler.submit([request(0, { group: 1 }), request(1, { group: 1 })])
  await choices.idle()
  expect(choices.counters.read('decodeSharedSteps')).toBe(0)
  expect(choices.counters.read('decodeSequences')).toBe(6)
})

test('a stop waits for the running pass and starts no other', async () => {
  let passes = 0
  const { scheduler, answers } = rig({ onPass: () => void (passes += 1) })
  scheduler.submit([request(0, { maxTokens: 50 })])
  await scheduler.stop()
  expect(passes).toBe(1)
  expect(answers.get(0)).toHaveLength(1)
})
