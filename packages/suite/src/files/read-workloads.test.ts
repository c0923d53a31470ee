import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWorkloads } from './read-workloads.js'
import { workloadTemplateText } from './workload-template-text.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workload-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(name: string, text: string) {
  await writeFile(join(folder, name), text)
  return readWorkloads(join(folder, name))
}

/** As the original's `workload-template --format yaml` writes it, with the tag of a Python class that its own loader refuses. */
const tagged = `workloads:
- concurrency: null
  concurrent: false
  extra_params: {}
  max_tokens: 64
  name: custom_short
  num_requests: 5
  prompt: Say hello.
  prompt_tokens: 16
  temperature: 0.7
  top_k: 40
  warmup_rounds: 1
  workload_type: !!python/object/apply:sagellm_benchmark.types.WorkloadType
  - short
`

describe('a workload file', () => {
  test('of the original, in YAML with the tag of its Python class', async () => {
    const { workloads, warmupRequests } = await read('tagged.yaml', tagged)
    expect(workloads).toMatchObject([
      {
        name: 'custom_short',
        source: 'text',
        sourceOptions: { prompt: 'Say hello.' },
        outputTokens: 64,
        requests: 5,
        sampling: { temperature: 0.7, topK: 40 },
      },
    ])
    expect(warmupRequests).toBe(1)
  })

  test('of the original, in JSON as a list', async () => {
    const { workloads } = await read(
      'list.json',
      JSON.stringify([{ name: 'a', prompt: 'Hi', concurrent: true, num_requests: 4 }]),
    )
    expect(workloads[0]?.load).toEqual({ kind: 'batch', size: 4 })
  })

  test('of the original with a field that no workload has is refused: it would be another load than was meant', async () => {
    await expect(
      read('slip.yaml', '- { name: a, prompt: Hi, num_request: 4, description: four }\n'),
    ).rejects.toMatchObject({
      code: 'corrupt_data',
      message: expect.stringMatching(/slip\.yaml workload 1 has num_request, which no workload has$/),
      hint: expect.stringContaining('num_requests'),
    })
  })

  test('in the form of a plan, in YAML', async () => {
    const text =
      'workloads:\n  - name: mine\n    source: random\n    prompt_tokens: 32\n    output_tokens: 8\n    requests: 2\n    load: { kind: closed, concurrency: 2 }\n'
    const { workloads, warmupRequests } = await read('plan.yml', text)
    expect(workloads[0]).toMatchObject({ name: 'mine', source: 'random', load: { kind: 'closed', concurrency: 2 } })
    expect(warmupRequests).toBeNull()
  })

  test.each([
    ['empty.json', '[]', /empty\.json holds no list of workloads/],
    [
      'field.yaml',
      'workloads: [{ name: a, prompt: b, num_requests: 0 }]',
      /field\.yaml workload 1 is not a valid workload of the Python original: field num_requests/,
    ],
    ['type.yaml', 'workloads: [{ name: a, prompt: b, workload_type: other }]', /field workload_type/],
    ['broken.yaml', 'workloads: [{ name: a', /broken\.yaml is not YAML: .+ at line 1/],
    ['twice.json', '[{"name":"a","prompt":"x"},{"name":"a","prompt":"y"}]', /has two workloads named a/],
  ])('%s is refused with what is wrong', async (name, text, message) => {
    await expect(read(name, text)).rejects.toThrow(message)
  })

  test.each(['json', 'yaml'] as const)('that the template begins is read, in %s', async (format) => {
    const { workloads, warmupRequests } = await read(`template.${format}`, workloadTemplateText(format))
    expect(workloads.map(({ name, load }) => [name, load.kind])).toEqual([
      ['custom_short', 'batch'],
      ['custom_streaming', 'batch'],
      ['custom_batch', 'closed'],
    ])
    expect(warmupRequests).toBe(16)
  })

  test('obeys the merge keys of YAML', async () => {
    const text = [
      'base: &base { prompt: Say hello., max_tokens: 4, num_requests: 3 }',
      'workloads:',
      '  - { <<: *base, name: a }',
      '  - { <<: *base, name: b, num_requests: 7 }',
    ].join('\n')
    const { workloads } = await read('merge.yaml', text)
    expect(workloads.map(({ name, requests, outputTokens }) => [name, requests, outputTokens])).toEqual([
      ['a', 3, 4],
      ['b', 7, 4],
    ])
  })

  test('with a second document is refused: half of it would be passed over', async () => {
    const one = '- { name: a, prompt: Hi }\n'
    expect((await read('marked.yaml', `---\n${one}`)).workloads).toHaveLength(1)
    await expect(read('two.yaml', `${one}---\n- { name: b, prompt: Hi }\n`)).rejects.toMatchObject({
      code: 'corrupt_data',
      message: expect.stringMatching(/two\.yaml holds a second YAML document, at line 2$/),
    })
  })

  test('names that multiply themselves do not fill the memory', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`,
    )
    await expect(read('bomb.yaml', ['a0: &a0 [x]', ...levels].join('\n'))).rejects.toMatchObject({
      code: 'corrupt_data',
    })
  })

  test('a tag calls nothing: it is only taken off', async () => {
    const text = 'workloads:\n  - name: a\n    prompt: !!python/object/apply:os.system [echo hello]\n'
    const { workloads } = await read('call.yaml', text)
    expect(workloads[0]?.sourceOptions).toEqual({ prompt: 'echo hello' })
  })
})
