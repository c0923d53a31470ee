import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-config-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

/** A command line whose config has this text. */
async function withConfig(text: string, words: readonly string[], env: Record<string, string> = {}) {
  await writeFile(join(cwd, 'bench.yaml'), text)
  const [command = 'run', ...more] = words
  return runInProcess([command, '--config', 'bench.yaml', ...more], { cwd, env })
}

/** The plan that a config means, without what is drawn anew each time. */
async function planOf(text: string, words: readonly string[] = [], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await withConfig(text, ['run', ...words, '--dry-run'], env)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

const url = 'backend-url: http://127.0.0.1:9/v1'

describe('a config means what its flags mean', () => {
  test('in YAML, with lists, times, keys inside of values and other names of flags', async () => {
    const text = [
      ...[url, 'seed: 7', 'request-rate: 4', 'duration: 2m', 'isl: 512', 'osl: 64', 'stream: false'],
      ...['goodput: {ttft: 200, tpot: 50}', 'metadata:', '  team: a', 'extra-body:', '  priority: 1', '  stop: [x]'],
    ]
    const words =
      '--backend-url http://127.0.0.1:9/v1 --seed 7 --request-rate 4 --duration 2m --isl 512 --osl 64 --no-stream --goodput ttft:200 tpot:50 --metadata team=a'
    const asFlags = await runInProcess(
      ['run', ...words.split(' '), '--extra-body', '{"priority":1,"stop":["x"]}', '--dry-run'],
      { cwd },
    )
    expect(asFlags.stderr).toBe('')
    expect(await planOf(text.join('\n'))).toEqual(JSON.parse(asFlags.stdout))
  })

  test('in JSON, with a load by its kind', async () => {
    const json = {
      'backend-url': 'http://127.0.0.1:9/v1',
      'num-prompts': 20,
      load: {
        kind: 'steps',
        steps: [
          [2, 30],
          [8, 60],
        ],
      },
    }
    const plan = await planOf(JSON.stringify(json, null, '\t'))
    const asFlag = await runInProcess(
      'run --backend-url http://127.0.0.1:9/v1 --num-prompts 20 --load steps,steps=2:30+8:60 --dry-run'.split(' '),
      { cwd },
    )
    expect(plan.workloads[0].load).toEqual(JSON.parse(asFlag.stdout).workloads[0].load)
  })

  test('the command line wins over the file, and --override stands in its place', async () => {
    const text = `${url}\nconcurrency: 4\nnum-prompts: 100\nextra-body: {priority: 1, user: a}\ngoodput: {ttft: 200}`
    const plan = await planOf(text, [
      ...['--num-prompts', '5', '--override', 'concurrency=8', '--override', 'extra-body.priority=2'],
      ...['--override', 'goodput.tpot=50'],
    ])
    expect(plan.workloads[0].requests).toBe(5)
    expect(plan.workloads[0].load.concurrency).toBe(8)
    expect(plan.target.extra_body).toEqual({ priority: 2, user: 'a' })
    expect(plan.service_levels.map(({ max_ms: max }: { max_ms: number }) => max)).toEqual([200, 50])
  })

  test('variables of the environment stand in values, with defaults, as numbers and texts', async () => {
    const text = `${url}\nmodel: \${MODEL}-7B\nnum-prompts: \${REQUESTS:-12}\nextra-body:\n  n: \${N}\n  text: "\${N}"\n  kept: $\${N}`
    const plan = await planOf(text, [], { MODEL: 'Qwen', N: '3' })
    expect(plan.target.model).toBe('Qwen-7B')
    expect(plan.workloads[0].requests).toBe(12)
    expect(plan.target.extra_body).toEqual({ n: 3, text: '3', kept: '${N}' })
  })

  test('every command that measures reads one; a key with keys of its own is a list of a command line', async () => {
    const { code, stderr, stdout } = await withConfig(
      'command: compare\ntarget: {a: http://127.0.0.1:9/v1, b: http://127.0.0.1:8/v1}\nbatch-size: 1,2\nrounds: 3',
      ['compare', '--print-config'],
    )
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain('target:\n  - a=http://127.0.0.1:9/v1\n  - b=http://127.0.0.1:8/v1\n')
    expect(stdout).toContain('batch-size:\n  - 1\n  - 2\n')
  })
})

describe('what is wrong in a config is named with its line', () => {
  test.each([
    ['model: a\nrequest_rate: 4', /line 2: there is no key "request_rate"; did you mean request-rate\?/],
    ['model: a\n\nnum-promts: 4', /line 3: there is no key "num-promts"; did you mean num-prompts\?/],
    ['rps: 4', /line 1: there is no flag --rps; use --request-rate/],
    ['no-stream: true', /line 1: there is no key no-stream; write stream: false/],
    ['quark: 4', /line 1: there is no key "quark"; the keys are the flags of run/],
    ['model: a\nnum-prompts: many', /line 2: --num-prompts cannot be "many"; give a whole number above 0, such as 8/],
    ['model: a\nnum-prompts: -3', /line 2: --num-prompts cannot be -3; give a whole number above 0/],
    ['stream: yes', /line 1: --stream cannot be "yes"; give true or false/],
    ['drain: never', /line 1: --drain cannot be "never"; give wait or cancel/],
    ['model:', /line 1: --model cannot be null; give a value, or take the line out/],
    ['model: [a, b]', /line 1: --model cannot be .*; give one value, and no list/],
    ['export:\n  - vllm\n  - ours', /line 2: --export cannot be "ours"; give vllm, sglang, aiperf or guidellm/],
    ['isl: 5\nprompt-tokens: 6', /line 2: prompt-tokens and isl are the same flag; keep one of the two/],
    [
      'model: ${NOBODY}',
      /line 1: the value needs the variable NOBODY, which the environment does not have; export it first/,
    ],
    ['model: ${1}', /line 1: the value holds a \$\{ that names no variable/],
    ['model: a\nburstiness: 2', /line 2: --burstiness works only with --request-rate/],
    ['command: compare', /line 1: the config is for "compare", and the command is run/],
    ['model: a\nmodel: b', /is not YAML: Map keys must be unique at line 2/],
    ['- run', /is no config: it holds no flags by their names/],
  ])('%j', async (text, answer) => {
    const { code, stderr, stdout } = await withConfig(text, ['run', '--dry-run'])
    expect(stderr).toMatch(answer)
    expect(stderr).toMatch(/^sagellm-benchmark: bench\.yaml/)
    expect(stderr.split('\n')).toHaveLength(2)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  test.each([
    [
      'schemaVersion: "2.0"\nbenchmark: {model: m, endpoint: {url: http://h/v1}}',
      /is a config of AIPerf.*translate aiperf profile/,
    ],
    ['benchmark: {models: [m], phases: []}', /is a config of AIPerf/],
    ['{"spec": {"profile": {"kind": "sweep"}, "data": []}}', /is a scenario of GuideLLM.*translate guidellm run/],
    ['target: http://h\ndata: x\nrate_type: sweep', /is a scenario of GuideLLM/],
    ['{"schema_version": 1, "plan": {"workloads": []}}', /is the plan of a run.*run --plan/],
    ['workloads: []', /is a file of workloads.*--workload-file/],
  ])('another form is known: %j', async (text, answer) => {
    const { code, stderr } = await withConfig(text, ['run', '--dry-run'])
    expect(stderr).toMatch(answer)
    expect(code).toBe(2)
  })

  test('a flag that stands beside its own --override, an --override without a config, one into a value', async () => {
    const both = await withConfig('seed: 1', ['run', '--seed', '2', '--override', 'seed=3'])
    expect(both.stderr).toMatch(/--override seed stands beside --seed/)
    const alone = await runInProcess(['run', '--override', 'seed=3'], { cwd })
    expect(alone.stderr).toMatch(/--override works only with --config/)
    const inside = await withConfig('goodput: [ttft:200]', ['run', '--override', 'goodput.ttft=100'])
    expect(inside.stderr).toMatch(/--override goodput\.ttft: goodput has no keys of its own/)
    const wrong = await withConfig('seed: 1', ['run', '--override', 'num-prompts=x'])
    expect(wrong.stderr).toMatch(/--override num-prompts: --num-prompts cannot be "x"/)
  })
})

describe('a secret of a config', () => {
  const key = 'sk-Aa0123456789bcdefgh'
  const header = 'Bearer Zz9876543210yxwvut'

  test('is printed nowhere: not in the plan, not in an error, not in the config', async () => {
    const text = `${url}\napi-key: \${MY_KEY}\nheader: {Authorization: "\${GATEWAY}"}\nextra-body: {password: "\${MY_KEY}"}`
    const env = { MY_KEY: key, GATEWAY: header }
    for (const words of [['--dry-run'], ['--print-config'], ['--override', `num-prompts=${key}`]]) {
      const { stdout, stderr } = await withConfig(text, ['run', ...words], env)
      expect(`${stdout}${stderr}`).not.toContain(key)
      expect(`${stdout}${stderr}`).not.toContain('Zz9876543210yxwvut')
    }
  })

  test('is written as its variable by --print-config, or as one to be exported', async () => {
    const named = await withConfig(`${url}\napi-key: \${MY_KEY}`, ['run', '--print-config'], { MY_KEY: key })
    expect(named.stdout).toContain('api-key: ${MY_KEY}\n')
    const typed = await runInProcess(['run', '--backend-url', 'http://h/v1', '--api-key', key, '--print-config'], {
      cwd,
    })
    expect(typed.stdout).toContain('api-key: ${BENCHMARK_SECRET}\n')
    expect(typed.stdout).toContain('export BENCHMARK_SECRET before')
    await writeFile(join(cwd, 'bench.yaml'), typed.stdout)
    const unset = await runInProcess(['run', '--config', 'bench.yaml', '--dry-run'], { cwd })
    expect(unset.stderr).toMatch(/needs the variable BENCHMARK_SECRET/)
    expect(await readFile(join(cwd, 'bench.yaml'), 'utf8')).not.toContain(key)
  })
})

describe('init', () => {
  test('writes a config that runs as it stands, whose waiting lines are valid, and overwrites nothing', async () => {
    const place = await mkdtemp(join(cwd, 'init-'))
    const first = await runInProcess(['init', 'mine.yaml'], { cwd: place })
    expect([first.code, first.stderr]).toEqual([0, ''])
    const text = await readFile(join(place, 'mine.yaml'), 'utf8')
    const run = await runInProcess(['run', '--config', 'mine.yaml', '--quiet'], { cwd: place })
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('Q1')

    // Each line behind a # is tried alone, in the place of what stands there.
    const waiting = [...text.matchAll(/^# (?!yaml-)([a-z-]+:(?: .*|(?:\n# {3}\S.*)+))$/gm)].map(([, line = '']) =>
      line.replaceAll('\n# ', '\n'),
    )
    expect(waiting.length).toBeGreaterThan(15)
    for (const line of waiting) {
      await writeFile(
        join(place, 'line.yaml'),
        `backend-url: http://127.0.0.1:9/v1\n${line}`.replace(/^backend-url.*\nbackend-url/, 'backend-url'),
      )
      const { stderr } = await runInProcess(['run', '--config', 'line.yaml', '--print-config'], {
        cwd: place,
        env: { OPENAI_API_KEY: 'sk-Aa0123456789bcdefgh' },
      })
      expect([line, stderr.replace(/.*--max-concurrency.*\n/, '')]).toEqual([line, ''])
    }

    const again = await runInProcess(['init', 'mine.yaml'], { cwd: place })
    expect(again.code).toBe(2)
    expect(again.stderr).toMatch(/mine\.yaml is there already, and stays as it is; give another name/)
    expect(await readFile(join(place, 'mine.yaml'), 'utf8')).toBe(text)
  })
})
