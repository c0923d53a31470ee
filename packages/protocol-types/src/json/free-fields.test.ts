import { expect, test } from 'vitest'
import { GenerationRequest } from '../engine/generation-request.js'
import { OwnLoad } from '../loads/own-load.js'
import { ToWorker } from '../messages/load-messages.js'
import { OriginalWorkload } from '../original/original-workload.js'
import { MixPart } from '../run/mix-part.js'
import { TargetPlan, WorkloadPlan } from '../run/run-plan.js'
import { SessionTurn } from '../sessions/session-turn.js'
import { FreeFields } from './free-fields.js'

/** Objects in one another: `nested(1)` is `{}`. */
function nested(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = {}
  for (let level = 1; level < levels; level += 1) value = { x: value }
  return value
}

test('fields may be nested 64 deep, and no deeper; the sentence says so', () => {
  expect(FreeFields.parse(nested(64))).toEqual(nested(64))
  const refused = FreeFields.safeParse(nested(65))
  expect(refused.error?.issues[0]?.message).toBe('is nested deeper than 64 levels')
})

test('lists count as objects do, and a depth that would end the stack is told without walking into it', () => {
  let list: unknown = []
  for (let level = 0; level < 1_000_000; level += 1) list = [list]
  expect(FreeFields.safeParse({ list }).success).toBe(false)
  expect(FreeFields.safeParse({ ids: Array.from({ length: 100_000 }, (_, id) => id) }).success).toBe(true)
})

const deep = nested(10_000)
const workload = {
  name: 'Q1',
  source: 'short_qa',
  promptTokens: 1,
  outputTokens: 1,
  requests: 1,
  load: { kind: 'batch', size: 1 },
}
const endpoint = { kind: 'endpoint', url: 'http://127.0.0.1/v1' }
const request = { input: { kind: 'text', text: 'hello' }, maxTokens: 1 }

test.each([
  ['the body of a target', () => TargetPlan.safeParse({ ...endpoint, extraBody: deep })],
  ['the options of a simulated target', () => TargetPlan.safeParse({ kind: 'simulated', options: deep })],
  ['the options of a native target', () => TargetPlan.safeParse({ kind: 'native', options: deep })],
  ['the body of a workload', () => WorkloadPlan.safeParse({ ...workload, extraBody: deep })],
  ['the options of a source', () => WorkloadPlan.safeParse({ ...workload, sourceOptions: deep })],
  ['the options of a load', () => OwnLoad.safeParse({ kind: 'own', name: 'mine', options: deep })],
  ['a part of a mix', () => MixPart.safeParse({ name: 'a', extraBody: deep })],
  ['a turn of a session', () => SessionTurn.shape.extraBody.safeParse(deep)],
  ['a workload of the original', () => OriginalWorkload.shape.extraParams.safeParse(deep)],
  ['a request', () => GenerationRequest.safeParse({ ...request, extraBody: deep })],
  ['a request that is dealt to a worker', () => ToWorker.safeParse(dealt(deep))],
])('%s cannot be nested so deep', (_name, parse) => {
  const { error } = parse()
  expect(error?.issues.map(({ message }) => message)).toContain('is nested deeper than 64 levels')
})

function dealt(extraBody: Record<string, unknown>) {
  const planned = {
    ...{ requestId: 'Q1-r0-000', workload: 'Q1', phase: 'measured', round: 0, index: 0, dueAtMs: null },
    ...{ intendedPromptTokens: null, promptLengthBasis: 'estimate', request: { ...request, extraBody } },
  }
  return { kind: 'requests', phase: 'measured', dealt: [{ planned, batch: null, pauseMs: 0 }], last: true }
}
