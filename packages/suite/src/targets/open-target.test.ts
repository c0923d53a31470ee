import type { EngineClient } from '@sagellm-benchmark/clients'
import { RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { defineTarget } from './define-target.js'
import { nativeTarget } from './native.js'
import { openTarget } from './open-target.js'
import { targets } from './targets.js'

const workload = {
  name: 'w',
  source: 'short_qa',
  promptTokens: 8,
  outputTokens: 4,
  requests: 1,
  load: { kind: 'closed', concurrency: 1 },
} as const

test('each kind of target is defined once, and says what it is', () => {
  expect(targets.map(({ kind }) => kind)).toEqual(['cpu', 'endpoint', 'simulated'])
  for (const { description } of targets) expect(description).not.toBe('')
})

test('a simulated target answers over a socket, counts prompts itself and says that it is simulated', async () => {
  const target = await openTarget(planFor({ kind: 'simulated', model: 'toy', options: { maxModelLen: 512 } }), {})
  try {
    const { identity } = target.client
    expect(identity).toMatchObject({ label: 'simulated', model: 'toy', simulated: true, maxModelLen: 512 })
    expect(target.flags).toEqual(['simulated'])
    expect(target.plan.kind).toBe('simulated')
    expect(await target.resources.countPrompt?.({ kind: 'text', text: 'one two three' })).toBeGreaterThan(0)
  } finally {
    await target.close()
  }
})

test('options that the simulated engine does not take are refused, naming the option', async () => {
  const plan = planFor({ kind: 'simulated', options: { decodeStepMs: 'quick' } })
  await expect(openTarget(plan, {})).rejects.toThrow(/target\.options.*decode/i)
})

test('a server with another model is an error, or measured and flagged where the caller allows it', async () => {
  const simulated = await openTarget(planFor({ kind: 'simulated', model: 'toy' }), {})
  const observer = await simulated.observe?.({ intervalMs: null, settleMs: 0 })
  const { before } = (await observer?.stop()) ?? {}
  const url = `${before?.url}`
  try {
    const plan = planFor({ kind: 'endpoint', url, model: 'other' })
    await expect(openTarget(plan, {})).rejects.toMatchObject({ code: 'not_found' })
    const target = await openTarget(plan, { substituteModel: true })
    expect(target.plan.model).toBe('toy')
    expect(target.client.identity.model).toBe('toy')
    expect(target.flags).toEqual(['model_substituted'])
    await target.close()
  } finally {
    await simulated.close()
  }
})

test('a native target needs the client of its engine, which then is what is measured', async () => {
  const plan = planFor({ kind: 'native' })
  await expect(openTarget(plan, {})).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('nativeTarget(client)'),
  })
  const client = { identity: { label: 'mine' } } as EngineClient
  const target = await openTarget(plan, {}, [nativeTarget(client)])
  expect(target.client).toBe(client)
})

test("a definition of the caller goes before the program's own of the same kind", async () => {
  const mine = defineTarget({
    kind: 'endpoint',
    description: 'refuses',
    open: ({ target }) => Promise.reject(new Error(`no to ${target.url}`)),
  })
  const plan = planFor({ kind: 'endpoint', url: 'http://127.0.0.1:9/v1' })
  await expect(openTarget(plan, {}, [mine])).rejects.toThrow('no to http://127.0.0.1:9/v1')
})

function planFor(target: RunPlanInput['target']): RunPlan {
  return RunPlan.parse({ target, workloads: [workload] })
}
