import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSocketFront } from './support/fronts.js'
import { readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

const ends: (() => unknown)[] = []
let cwd: string
let socket: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unix-'))
  ends.push(() => rm(cwd, { recursive: true, force: true }))
  socket = join(cwd, 'engine.sock')
  const engine = createReferenceEngine({ decodeStepMs: 1, prefillBaseMs: 1 })
  const server = await startEngineServer({ engine, port: 0, dialect: 'vllm' })
  const front = await startSocketFront(socket, server.port)
  ends.push(
    () => engine.close(),
    () => server.close(),
    () => front.close(),
  )
})
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

const load = '--concurrency 2 --num-prompts 6 --prompt-tokens 16 --output-tokens 4 --warmup 0'.split(' ')
// Nothing listens at this port: whatever is answered came through the socket.
const url = 'http://localhost:9/v1'

test('a run reaches a server that listens on a unix socket only, and says that its stamps are those of the socket read', async () => {
  const { code, stderr } = await runInProcess(
    ['run', '--backend-url', url, '--unix-socket', socket, ...load, '-o', 'out'],
    { cwd },
  )
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const records = await readRecords(join(cwd, 'out'))
  expect(records.map(({ error_class, transport }) => [error_class, transport])).toEqual(
    Array.from({ length: 6 }, () => [null, 'raw']),
  )
  expect(await readFile(join(cwd, 'out/REPORT.md'), 'utf8')).toMatch(/raw transport.*unix socket bears no stamp/)
})

test('the kernel’s stamps cannot be demanded of a unix socket, and a socket that is not there is named', async () => {
  const demanded = await runInProcess(
    ['run', '--backend-url', url, '--unix-socket', socket, '--transport', 'kernel', ...load, '-o', 'demanded'],
    { cwd },
  )
  expect(demanded).toMatchObject({ code: 2, stderr: expect.stringMatching(/kernel.*(unix socket|cannot)/) })
  const missing = await runInProcess(
    ['run', '--backend-url', url, '--unix-socket', 'gone.sock', '--server-wait', '0', ...load, '-o', 'missing'],
    { cwd },
  )
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('gone.sock') })
})
