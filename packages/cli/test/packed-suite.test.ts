import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packedProject } from './support/packed-project.js'
import { bun, deno, quietRuntime } from './support/runtimes.js'

const exec = promisify(execFile)

/** What `auto` comes to under Node, where the optional dependencies are installed. */
const precise = process.platform === 'linux' ? 'kernel' : 'raw'

/** A run of the endpoint and its report, named on the command line; prints what came of it. */
const program = `
const [url, output] = process.argv.slice(2)
const workload = {
  name: 'questions', source: 'short_qa', promptTokens: 32, outputTokens: 4, requests: 5,
  load: { kind: 'closed', concurrency: 2 },
}
run({ target: { kind: 'endpoint', url }, workloads: [workload] }, { output }).then(async ({ summary, header }) => {
  const { text } = await report(output, { format: 'markdown' })
  const { successfulRequests } = summary.overall
  console.log(JSON.stringify({ successfulRequests, simulated: header.simulated, titled: text.startsWith('# ') }))
})
`

let project: string
let served: Served

beforeAll(async () => {
  served = await serveSimulated({ decodeStepMs: 1 })
  project = await packedProject(
    ...['protocol-types', 'metrics', 'workloads', 'clients', 'kernel-transport', 'probes', 'runner', 'reporters'],
    ...['backend-cpu', 'reference-engine', 'suite'],
  )
  await writeFile(join(project, 'esm.mjs'), `import { report, run } from '@sagellm-benchmark/suite'${program}`)
  await writeFile(join(project, 'cjs.cjs'), `const { report, run } = require('@sagellm-benchmark/suite')${program}`)
})

afterAll(async () => {
  await served?.close()
  if (project) await rm(project, { recursive: true, force: true })
})

describe('the suite, packed and installed into an empty project', () => {
  test.each([
    ['Node as ES module', process.execPath, ['esm.mjs'], precise],
    ['Node as CommonJS', process.execPath, ['cjs.cjs'], precise],
    ['Deno', deno, ['run', '--no-remote', '--allow-all', '--node-modules-dir=manual', 'esm.mjs'], 'fetch'],
    ['Bun', bun, ['run', 'esm.mjs'], 'fetch'],
  ])('runs and reports under %s', async (name, command, args, transport) => {
    const output = join(project, `results-${name.replaceAll(' ', '-')}`)
    const { stdout } = await exec(command, [...args, served.url, output], { cwd: project, env: quietRuntime })
    expect(JSON.parse(stdout)).toEqual({ successfulRequests: 5, simulated: true, titled: true })
    const [record] = (await readFile(join(output, 'records.jsonl'), 'utf8')).split('\n')
    expect(JSON.parse(record as string)).toMatchObject({ workload: 'questions', transport })
  })
})
