/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import { describe, expect, test } from 'vitest'
import { promptSources, suites, workloads } from '../src/index.js'
import { readTrace, TraceOptions, traceFormats } from '../src/traces/index.js'
import { expandPlan } from '../src/testing/expand-plan.js'
import { bytePairTokenizer } from './support/tokenizers.js'

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
const filesIn = (folder: string) => readdirSync(fileURLToPath(new URL(`../src/${folder}`, import.meta.url)))
const page = read('../../../docs/workloads.md') + read('../../../docs/data-sets.md')
const recorded = () => {
  const row = (at: number) => `{"timestamp": ${at}, "input_length": 40, "output_length": 3, "hash_ids": [1]}\n`
  return readTrace([new TextEncoder().encode(row(1) + row(2) + row(3))], { path: 'recorded.jsonl' })
}
const talk = () => {
  const turns = [
    { from: 'human', value: 'What is a token made of?' },
    { from: 'gpt', value: 'Of bytes.' },
  ]
  const text = JSON.stringify([{ conversations: turns }])
  return readTrace([new TextEncoder().encode(text)], { path: 'talk.json', use: 'prompts' })
}
const asPrompts = (format: string | null) =>
  JSON.stringify(TraceOptions.parse({ path: 'talk.json', format, use: 'prompts' }))
const resources = {
  tokenizer: bytePairTokenizer(),
  files: {
    'mine.jsonl': '{"prompt": "Count to ten."}\n',
  },
  traces: new Map([
    [JSON.stringify(TraceOptions.parse({ path: 'recorded.jsonl' })), await recorded()],
    [asPrompts('sharegpt'), await talk()],
    [asPrompts(null), await talk()],
  ]),
}
const sourceOptions: Record<string, object> = {
  sharegpt: { path: 'talk.json', repeat: true },
  data_set: { path: 'talk.json', repeat: true },
  prefix_repetition: { prefixes: 2, prefixTokens: 32 },
  file: { path: 'mine.jsonl', repeat: true },
  text: { prompt: 'Say hello.' },
  trace: TraceOptions.parse({ path: 'recorded.jsonl' }),
}

/** Files of a folder that define an entry of its list. */
function definitions(folder: string, define: RegExp): string[] {
  const files = filesIn(folder).filter((file) => !file.endsWith('.test.ts') && !file.startsWith('define-'))
  return files
    .filter((file) => define.test(read(`../src/${folder}/${file}`)))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort()
}

const asFile = (name: string) => name.toLowerCase().replaceAll('_', '-')

describe('workloads', () => {
  test('each is one file of its name, and each file is in the list', () => {
    expect(workloads.map(({ name }) => asFile(name)).sort()).toEqual(definitions('catalog', /= defineWorkload\(/))
  })

  describe.each(workloads.map((each) => [each.name, each] as const))('%s', (name, workload) => {
    test('is described, documented and in a suite', () => {
      expect(workload.description.length).toBeGreaterThan(10)
      expect(page).toContain(`| \`${name}\``)
      expect(page).toContain(workload.description)
      expect(workload.suites.length).toBeGreaterThan(0)
      for (const suite of workload.suites) expect(suites[suite]).toContain(name)
    })

    test('the page states its numbers', () => {
      const { promptTokens, outputTokens, requests } = workload.plan
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? ''
      const cells = row.split('|').map((cell) => cell.trim())
      expect(cells.slice(2, 5)).toEqual([promptTokens, outputTokens, requests].map(String))
    })

    test('runs: every request is whole and valid', () => {
      const plan = RunPlan.parse({ target: { kind: 'cpu' }, workloads: [workload.plan] })
      const planned = [...expandPlan(plan, resources)]
      expect(planned).toHaveLength(workload.plan.requests + 1)
      for (const each of planned) {
        expect(PlannedRequest.parse(each)).toEqual(each)
        expect(each.request.maxTokens).toBe(workload.plan.outputTokens)
      }
    })
  })
})

describe('prompt sources', () => {
  test('each is one file of its name, and each file is in the list', () => {
    const files = definitions('sources', /= (defineTopicFamily|definePromptSource)(<\w+>)?\(/)
    expect(promptSources.map(({ name }) => asFile(name)).sort()).toEqual(files)
  })

  test.each(promptSources.map((each) => [each.name, each] as const))(
    '%s is described, documented and runs',
    (name, each) => {
      expect(each.description.length).toBeGreaterThan(10)
      expect(page).toContain(`| \`${name}\``)
      expect(page).toContain(each.description)
      const workload = {
        name: 'A',
        source: name,
        sourceOptions: sourceOptions[name] ?? {},
        promptTokens: 64,
        outputTokens: 4,
        requests: 2,
        load: { kind: 'closed', concurrency: 1 },
      }
      const planned = [...expandPlan(RunPlan.parse({ target: { kind: 'cpu' }, workloads: [workload] }), resources)]
      expect(planned).toHaveLength(3)
      for (const request of planned) expect(PlannedRequest.parse(request)).toEqual(request)
    },
  )
})

describe('formats of recorded requests', () => {
  test('each is one file of its name, and each file is in the list', () => {
    expect(traceFormats.map(({ name }) => asFile(name)).sort()).toEqual(definitions('traces', /defineTrace\(\{/))
  })

  test.each(traceFormats.map((each) => [each.name, each] as const))('%s is documented', (name, { description }) => {
    expect(page).toContain(`| \`${name}\``)
    expect(page).toContain(description)
  })
})
