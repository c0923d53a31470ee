import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../src/app.js'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-kubernetes-'))
  await writeFile(join(cwd, 'bench.yaml'), 'concurrency: 8\napi-key: ${OPENAI_API_KEY}\n')
  await writeFile(join(cwd, 'secret.yaml'), 'api-key: sk-0123456789abcdef\n')
  await writeFile(join(cwd, 'default.yaml'), 'api-key: ${OPENAI_API_KEY:-k-4711-0815}\n')
  await writeFile(join(cwd, 'list.yaml'), '? "api\\u002dkey"\n: >-\n  k-4711-0815\n')
  await writeFile(join(cwd, 'windows.yaml'), Buffer.from('\ufeffapi-key: sk-0123456789abcdef\n', 'utf16le'))
  await writeFile(join(cwd, 'none.txt'), 'a: [\n')
  await writeFile(join(cwd, 'variables.yaml'), 'header: "Authorization: Bearer ${TOKEN}"\napi-key: ${A}${B}\n')
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

async function scale(...words: string[]) {
  let [stdout, stderr] = ['', '']
  const code = await runCli(['scale', 'kubernetes', ...words], {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
    ...{ env: {}, cwd, signal: new AbortController().signal, argv: words },
  })
  return { code, stdout, stderr }
}
const basics = ['--render', '--image', 'registry.example/bench:1', '--shards', '4']
const line = ['--', 'run', '--backend-url', 'http://vllm:8000/v1', '--request-rate', '400']

test('the manifests of a Job', async () => {
  const { code, stdout, stderr } = await scale(...basics, ...line, '--config', 'bench.yaml', '--label', 'yes $(HOME)')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatchSnapshot()
})

test('the pods of a comparison know their number from the Job', async () => {
  const targets = ['--target', 'a=http://vllm:8000/v1', '--target', 'b=http://sglang:8000/v1']
  const { code, stdout, stderr } = await scale(...basics, '--', 'compare', ...targets)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/- compare\n\s+- --target\n\s+- a=http:[^]*- --shard\n\s+- auto\n/)
})

test('a config whose secrets are variables of the pods is taken', async () => {
  const { code, stdout, stderr } = await scale(...basics, ...line, '--config', 'variables.yaml')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('header: "Authorization: Bearer ${TOKEN}"')
})

test.each([
  'api-key: EMPTY',
  'api-key: "EMPTY"',
  'api_key: not_needed',
  'api-key: sk-no-key-required',
  'api-key: sk-xxxxxxxxxxxxxxxx',
  'api-key: ${OPENAI_API_KEY:-EMPTY}',
  'header: "Authorization: Bearer EMPTY"',
  'header: "Authorization: Bearer ${TOKEN:-none}"',
])('a config with %j holds no secret', async (text) => {
  await writeFile(join(cwd, 'placeholder.yaml'), `concurrency: 8\n${text}\n`)
  const { code, stdout, stderr } = await scale(...basics, ...line, '--config', 'placeholder.yaml')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain(text)
})

test.each([['--api-key', 'EMPTY'], ['--api-key=sk-no-key-required'], ['--header', 'Authorization: Bearer EMPTY']])(
  '%j %j in the line holds no secret',
  async (...words) => {
    const { code, stdout, stderr } = await scale(...basics, ...line, ...words)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(words.at(-1))
  },
)

test.each([
  'api-key: letmein',
  'api-key: EMPTY-4711',
  'api-key: ${KEY:-letmein}',
  'api-key: ${KEY}4711',
  'api-key: xxxxk-4711',
])('a config with %j is refused, also where a placeholder is a part of it', async (text) => {
  await writeFile(join(cwd, 'key.yaml'), `${text}\n`)
  const { code, stderr } = await scale(...basics, ...line, '--config', 'key.yaml')
  expect([code, stderr]).toEqual([2, expect.stringContaining('key.yaml holds a secret')])
})

test('the manifest of a JobSet', async () => {
  const more = [
    '--jobset',
    '--storage',
    'none',
    '--namespace',
    'bench',
    '--env-secret',
    'keys',
    '--job-label',
    'team=a',
  ]
  const { code, stdout } = await scale(...basics, ...more, ...line)
  expect(code).toBe(0)
  expect(stdout).toMatchSnapshot()
})

test.each([
  [['--image', 'i', '--shards', '2', ...line], /needs one of --render and --apply/],
  [['--apply', ...basics, ...line], /needs one of --render and --apply/],
  [[...basics, '--pod-wait', '5', ...line], /--pod-wait works only with --apply/],
  [[...basics, '--remove-claim', '--claim', 'c', ...line], /--remove-claim works only/],
  [[...basics], /kubernetes needs a command line behind --/],
  [[...basics, '--name', 'Bench', ...line], /--name cannot be "Bench"; begin it with a lower-case letter/],
  [[...basics, '--name', 'b'.repeat(62), ...line], /--name cannot be .* at most 61/],
  [[...basics, '--namespace', 'a_b', ...line], /--namespace cannot be/],
  [[...basics, '--cpu', 'two', ...line], /--cpu cannot be "two"/],
  [[...basics, '--job-label', 'team', ...line], /--job-label cannot be "team"/],
  [[...basics, '--claim', 'c', '--storage', '2Gi', ...line], /--storage cannot be "2Gi"; leave it out beside --claim/],
  [[...basics, ...line, '--config', 'none.yaml'], /no file .*none\.yaml/],
  [[...basics, ...line, '--config', 'secret.yaml'], /secret\.yaml holds a secret/],
  [[...basics, ...line, '--config', 'default.yaml'], /default\.yaml holds a secret/],
  [[...basics, ...line, '--config', 'list.yaml'], /list\.yaml holds a secret/],
  [[...basics, ...line, '--config', 'windows.yaml'], /windows\.yaml holds a secret/],
  [[...basics, ...line, '--config', 'none.txt'], /none\.txt is not YAML/],
  [
    [...basics, ...line, '--api-key', 'sk-0123456789abcdef'],
    /a secret of this command line.* would be in the manifests/,
  ],
  [[...basics, ...line, '--header', 'x-api-key: k-4711-0815'], /a secret of this command line.* would be in the man/],
  [[...basics, '--', 'serve-cpu'], /the load of "serve-cpu" is not shared/],
])('%j is a mistake that is named', async (words, message) => {
  const { code, stdout, stderr } = await scale(...words)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
})
