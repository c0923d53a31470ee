import { execFile } from 'node:child_process'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packedProject } from './support/packed-project.js'
import { bun, deno, quietRuntime } from './support/runtimes.js'

const exec = promisify(execFile)

/** One request to the server named on the command line; prints how it was read and what came. */
const program = `
const client = createOpenAiClient({ url: process.argv[2] })
const request = {
  input: { kind: 'text', text: 'Hi' }, maxTokens: 3, ignoreEos: true, temperature: 0, topP: null, topK: null, seed: null,
  stop: [], choices: 1, stream: true, extraBody: {},
}
const common = { requestId: 'r', workload: 'w', phase: 'measured', round: 0, index: 0, dueAtMs: null }
client.send({ ...common, request, intendedPromptTokens: null, promptLengthBasis: 'estimate' }, { keepText: true }).then(async (record) => {
  await client.close()
  const { transport, errorClass, outputTokens, outputText } = record
  console.log(JSON.stringify({ transport, errorClass, outputTokens, outputText }))
})
`

let project: string
let server: Server
let url: string

beforeAll(async () => {
  project = await packedProject('protocol-types', 'clients')
  await writeFile(join(project, 'esm.mjs'), `import { createOpenAiClient } from '@sagellm-benchmark/clients'${program}`)
  await writeFile(
    join(project, 'cjs.cjs'),
    `const { createOpenAiClient } = require('@sagellm-benchmark/clients')${program}`,
  )

  server = createServer((request, response) => {
    request.resume()
    if (request.url === '/v1/models') return void response.end('{"data":[{"id":"m","owned_by":"vllm"}]}')
    if (request.method === 'GET') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const content of 'abc') response.write(event({ choices: [{ index: 0, delta: { content } }] }))
    response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] }))
    response.write(event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 3 } }))
    response.end('data: [DONE]\n\n')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(project, { recursive: true, force: true })
})

describe('the clients package, packed and installed into an empty project', () => {
  test('brings two small libraries of others, nothing native, and stays small itself', async () => {
    const installed = await readdir(join(project, 'node_modules'))
    expect(await readdir(join(project, 'node_modules/@sagellm-benchmark'))).toEqual(['clients', 'protocol-types'])
    const others = ['@sagellm-benchmark', 'eventsource-parser', 'undici', 'zod']
    expect(installed.filter((name) => !name.startsWith('.')).sort()).toEqual(others)
    const files = await readdir(join(project, 'node_modules'), { recursive: true })
    expect(files.filter((name) => name.endsWith('.node'))).toEqual([])
    const { size } = await stat(join(project, 'node_modules/@sagellm-benchmark/clients/dist/index.js'))
    expect(size).toBeLessThan(120_000)
  })

  test.each([
    ['Node as ES module', process.execPath, ['esm.mjs'], 'raw'],
    ['Node as CommonJS', process.execPath, ['cjs.cjs'], 'raw'],
    [
      'Deno',
      deno,
      ['run', '--no-remote', '--no-prompt', '--allow-net=127.0.0.1', '--node-modules-dir=manual', 'esm.mjs'],
      'fetch',
    ],
    ['Bun', bun, ['run', 'esm.mjs'], 'fetch'],
  ])('reads a stream under %s', async (_name, command, args, transport) => {
    const { stdout } = await exec(command, [...args, url], { cwd: project, env: quietRuntime })
    expect(JSON.parse(stdout)).toEqual({ transport, errorClass: null, outputTokens: 3, outputText: 'abc' })
  })
})

function event(json: unknown): string {
  return `data: ${JSON.stringify(json)}\n\n`
}
