import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OfficialScenario, officialScenarios } from './support/official-scenarios.js'
import { runInProcess } from './support/run-in-process.js'

let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-scenario-file-'))
  await writeFile(join(cwd, 'official.json'), JSON.stringify({ scenarios: officialScenarios }, null, 2))
  await writeFile(join(cwd, 'rows.jsonl'), '{"prompt": "Why is the sky blue?"}\n{"prompt": "Name three rivers."}\n')
  const talk = [
    { from: 'human', value: 'Why is the sky blue?' },
    { from: 'gpt', value: 'Light of short waves is scattered.' },
  ]
  await writeFile(join(cwd, 'sharegpt.json'), JSON.stringify([{ id: 'a', conversations: talk }]))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const made: ReadonlySet<unknown> = new Set(['random', 'prefix_repetition', undefined])

function dryRun({ name, defaults }: OfficialScenario, ...flags: string[]) {
  const { dataset_name: dataset } = defaults
  const data = made.has(dataset) ? [] : ['--dataset-path', dataset === 'sharegpt' ? 'sharegpt.json' : 'rows.jsonl']
  const api = defaults['endpoint'] === '/v1/chat/completions' ? 'chat' : 'completions'
  const target = ['--backend-url', 'http://127.0.0.1:9/v1', '--endpoint', api, '--seed', '1']
  const words = ['run', ...target, '--scenario-file', 'official.json', '--scenario', name, ...data, ...flags]
  return runInProcess([...words, '--dry-run'], { cwd })
}

/** The load that the flags of `vllm bench` ask for. */
function loadOf({ benchmark_type, defaults }: OfficialScenario) {
  const { num_prompts: prompts, request_rate: rate = 'inf', max_concurrency: cap } = defaults
  if (benchmark_type === 'latency') return { kind: 'batch', size: 8 }
  if (benchmark_type === 'throughput') return { kind: 'batch', size: prompts }
  if (rate !== 'inf') return { kind: 'poisson', rate_rps: rate, max_concurrency: cap ?? null }
  return cap == null ? { kind: 'batch', size: prompts } : { kind: 'closed', concurrency: cap }
}

test('there are 37, each with a name of its own, and every field of the list is in one of them', () => {
  expect(new Set(officialScenarios.map(({ name }) => name)).size).toBe(37)
  const fields = new Set(officialScenarios.flatMap(({ defaults }) => Object.keys(defaults)))
  const listed = [
    ...['backend', 'endpoint', 'dataset_name', 'dataset_path', 'hf_split', 'input_len', 'output_len', 'ignore_eos'],
    ...['logprobs', 'max_concurrency', 'no_stream', 'num_prompts', 'num_warmups', 'request_rate'],
    ...['num_prefixes', 'prefix_len', 'suffix_len'].map((name) => `prefix_repetition_${name}`),
  ]
  expect([...fields].sort()).toEqual(listed.sort())
})

test.each(officialScenarios.map((each) => [each.name, each] as const))('%s is planned', async (name, scenario) => {
  const { code, stdout, stderr } = await dryRun(scenario)
  expect(code, stderr).toBe(0)
  const { scenario: chosen, workloads, ...plan } = JSON.parse(stdout)
  expect(chosen).toEqual({ name, version: null, file: 'official.json' })
  expect(workloads).toMatchObject([
    {
      name,
      load: loadOf(scenario),
      requests: scenario.benchmark_type === 'latency' ? 80 : scenario.defaults['num_prompts'],
      output_tokens: scenario.defaults['output_len'] ?? 128,
      sampling: {
        stream: scenario.defaults['no_stream'] !== true,
        ignore_eos: scenario.defaults['ignore_eos'] === true,
      },
    },
  ])
  const asked = scenario.defaults['dataset_name'] === 'prefix_repetition' && 'input_len' in scenario.defaults
  expect(stderr.includes('input_len')).toBe(asked)
  expect(plan.warmup.requests).toBe(scenario.defaults['num_warmups'] ?? 0)
})

test('an unknown scenario of a file is answered with those that it has', async () => {
  const { code, stderr } = await dryRun({ ...(officialScenarios[0] as OfficialScenario), name: 'chess' })
  expect(code).toBe(2)
  expect(stderr).toContain('kv-pressure-online')
})
