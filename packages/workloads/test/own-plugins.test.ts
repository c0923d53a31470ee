import { RunPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { defineLoadKind } from '@sagellm-benchmark/protocol-types/loads'
import {
  definePromptSource,
  defineWorkload,
  planRequests,
  plannedFiles,
  resolveWorkloads,
} from '@sagellm-benchmark/workloads'
import { expect, test } from 'vitest'
import { z } from 'zod'

/** Questions out of a file with one a line: what a library user might write. */
const questions = definePromptSource({
  name: 'my_questions',
  description: 'one question a line',
  options: z.strictObject({ path: z.string() }),
  files: ({ path }) => [path],
  open({ path }, { fileText, ordinalOf }) {
    const lines = fileText(path).trim().split('\n')
    return {
      *draw(slot) {
        const content = `${slot.opening}${lines[ordinalOf(slot) % lines.length]}`
        const input = { kind: 'messages' as const, messages: [{ role: 'user' as const, content }] }
        return { input, tokens: yield input }
      },
    }
  },
})

const mine = defineWorkload({
  name: 'Mine',
  description: 'questions of my own',
  suites: ['house'],
  source: 'my_questions',
  sourceOptions: { path: 'q.txt' },
  promptTokens: 16,
  outputTokens: 8,
  requests: 3,
  load: { kind: 'closed', concurrency: 1 },
})

const planOf = (workloads: readonly WorkloadPlan[]) =>
  RunPlan.parse({ target: { kind: 'cpu' }, workloads, warmup: { requests: 0 } })
const part = { workload: 'Mine', phase: 'measured', round: 0 } as const

test('a plan with a source of my own is valid, names its files and gives its requests', () => {
  const plan = planOf([mine.plan])
  const sources = [questions]
  expect(plannedFiles(plan, { sources })).toEqual(['q.txt'])
  const planned = [...planRequests(plan, part, { sources, files: { 'q.txt': 'Who?\nWhy?' } })]
  const texts = planned.map(({ request: { input } }) => (input.kind === 'messages' ? input.messages[0]?.content : ''))
  expect(texts.map((text) => text?.split(': ').at(-1))).toEqual(['Who?', 'Why?', 'Who?'])
})

test('a source that nobody brought is refused where it is used, with the names there are', () => {
  const plan = planOf([mine.plan])
  const refusal = expect.objectContaining({
    code: 'invalid_argument',
    message: expect.stringContaining('my_questions'),
    hint: expect.stringMatching(/known sources: short_qa, .*file/),
  })
  expect(() => planRequests(plan, part)).toThrow(refusal)
  expect(() => plannedFiles(plan)).toThrow(refusal)
})

test('options of my source are checked as those of the project', () => {
  const plan = planOf([{ ...mine.plan, sourceOptions: { path: 3 } }])
  expect(() => plannedFiles(plan, { sources: [questions] })).toThrow(/sourceOptions\.path of source my_questions/)
})

test('a workload of my own is found by its name and by its suite, beside those of the project', () => {
  const names = (wanted: string) => resolveWorkloads(wanted, { workloads: [mine] }).map(({ name }) => name)
  expect(names('Q1,mine')).toEqual(['Q1', 'Mine'])
  expect(names('house')).toEqual(['Mine'])
  expect(names('all')).toHaveLength(8)
  expect(() => resolveWorkloads('mine')).toThrow(expect.objectContaining({ hint: expect.stringContaining('Q8') }))
})

test('a workload of mine with the name of one of the project takes its place', () => {
  const [found, ...others] = resolveWorkloads('q1', {
    workloads: [defineWorkload({ ...mine.plan, name: 'Q1', suites: [] })],
  })
  expect(found?.source).toBe('my_questions')
  expect(others).toEqual([])
})

test('a kind of load of my own says when the requests of a plan are due', () => {
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
  const plan = planOf([
    {
      ...mine.plan,
      source: 'short_qa',
      sourceOptions: {},
      load: { kind: 'own', name: 'pairs', options: { gapMs: 40 } },
    },
  ])
  const due = [...planRequests(plan, part, { loadKinds: [pairs] })].map(({ dueAtMs }) => dueAtMs)
  expect(due).toEqual([0, 0, 40])
  expect(() => [...planRequests(plan, part)]).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('known load kinds: closed') }),
  )
})
