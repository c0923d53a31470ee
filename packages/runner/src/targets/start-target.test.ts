import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { portListeners } from './port-listeners.js'
import { liveProcesses } from './process-table.js'
import { type StartTargetOptions, startTarget } from './start-target.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'target-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const alive = (pid: number) => liveProcesses().some((each) => each.pid === pid)
const inGroup = (group: number) => liveProcesses().filter((each) => each.group === group).length
const pidIn = (name: string) => Number(readFileSync(join(folder, name), 'utf8'))

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** Ready when the command has made the file. */
const whenFile = (name: string) => () =>
  until(() => existsSync(join(folder, name)) && readFileSync(join(folder, name)).length > 0)

function options(command: string, changes: Partial<StartTargetOptions> = {}): StartTargetOptions {
  const logFile = join(folder, 'x.server.log')
  const base = { label: 'x', url: 'http://127.0.0.1:1/v1', command, logFile, cwd: folder, graceMs: 300 }
  return { ...base, waitUntilReady: whenFile('ready'), ...changes }
}

test('a target runs in its own group, prints into its log, and is gone after stop', async () => {
  const target = await startTarget(options('echo hello; echo $$ > ready; sleep 100 & sleep 100'))
  expect(inGroup(target.pid)).toBeGreaterThan(1)
  await target.stop()
  expect(inGroup(target.pid)).toBe(0)
  expect(readFileSync(target.logFile, 'utf8')).toContain('hello')
  expect(await target.ended).toContain('SIGTERM')
})

test('a target that ignores TERM is killed after the grace time', async () => {
  const target = await startTarget(options("trap '' TERM; echo 1 > ready; while true; do sleep 0.05; done"))
  await target.stop()
  expect(inGroup(target.pid)).toBe(0)
})

test('a worker that left the group is ended with it', async () => {
  const target = await startTarget(options('setsid sleep 100 & echo $! > worker; echo 1 > ready; wait'))
  await until(() => existsSync(join(folder, 'worker')))
  const worker = pidIn('worker')
  await until(() => alive(worker))
  await target.stop()
  expect(alive(worker)).toBe(false)
})

test('a daemon, whose parents are gone, is known by its mark and ended too', async () => {
  const daemon = `setsid bash -c '(setsid sleep 100 & echo $! > worker)'; echo 1 > ready; exec sleep 100`
  const target = await startTarget(options(daemon))
  await until(() => existsSync(join(folder, 'worker')) && alive(pidIn('worker')))
  await target.stop()
  expect(alive(pidIn('worker'))).toBe(false)
})

test('what a target starts while it ends is ended too', async () => {
  const forks = `trap 'setsid sleep 100 & echo $! > late; exit 0' TERM; echo 1 > ready; while true; do sleep 0.05; done`
  const target = await startTarget(options(forks))
  await target.stop()
  expect(alive(pidIn('late'))).toBe(false)
})

test('a port that still answers when all is ended is named', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const warned: string[] = []
  const changes = { url: `http://127.0.0.1:${port}/v1`, warn: (text: string) => void warned.push(text) }
  await (await startTarget(options('echo 1 > ready; sleep 100', changes))).stop()
  expect(warned).toEqual([
    expect.stringContaining(`x was stopped, and port ${port} still answers: process ${process.pid}`),
  ])
  server.close()
  await once(server, 'close')
})

test('a command that dies early fails at once, with the last lines of its log', async () => {
  const failing = startTarget(options('for i in $(seq 30); do echo line $i; done; echo "no such model" >&2; exit 3'))
  await expect(failing).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/exit code 3[^]*line 30\nno such model/),
  })
})

test('a command that ends well before its server is ready has handed it over, and is waited for', async () => {
  const target = await startTarget(options('(sleep 0.2; echo 1 > ready) & exit 0'))
  expect(existsSync(join(folder, 'ready'))).toBe(true)
  await target.stop()
})

test('a start script that waits until its server is ready, and then ends, has handed it over; a server that ends has not', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}/v1`
  const script = 'echo 1 > ready; until [ -e go ]; do sleep 0.02; done; exit 0'
  const target = await startTarget(options(script, { url }))
  let how: string | null = null
  void target.ended.then((text) => (how = text))
  const looked = once(server, 'connection') as Promise<[Socket]>
  writeFileSync(join(folder, 'go'), '')
  const [socket] = await looked
  socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(how).toBeNull()
  await target.stop()
  server.close()

  for (const name of ['ready', 'go']) rmSync(join(folder, name))
  const own = await startTarget(options(script))
  writeFileSync(join(folder, 'go'), '')
  expect(await own.ended).toBe('ended with exit code 0')
  await own.stop()
})

test('a target that is not ready in time is stopped, group and all', async () => {
  // The time is up as soon as the target has started its child.
  const setTimer = (_delayMs: number, callback: () => void) => {
    void whenFile('child')().then(callback)
    return () => {}
  }
  const clock = { ...systemClock(), setTimer }
  const waitUntilReady = () => new Promise<void>(() => {})
  const failing = startTarget(options('sleep 100 & echo $! > child; wait', { clock, waitUntilReady }))
  await expect(failing).rejects.toMatchObject({ code: 'deadline_exceeded' })
  expect(alive(pidIn('child'))).toBe(false)
})

test('a readiness check that fails stops the target', async () => {
  const waitUntilReady = async () => {
    await until(() => existsSync(join(folder, 'child')) && pidIn('child') > 0)
    throw new Error('wrong model')
  }
  await expect(startTarget(options('sleep 100 & echo $! > child; wait', { waitUntilReady }))).rejects.toThrow(
    'wrong model',
  )
  expect(alive(pidIn('child'))).toBe(false)
})

test('a start that is given up leaves nothing behind', async () => {
  const abort = new AbortController()
  const starting = startTarget(options('sleep 100 & echo $! > child; wait', { signal: abort.signal }))
  await until(() => existsSync(join(folder, 'child')) && pidIn('child') > 0)
  abort.abort()
  await expect(starting).rejects.toMatchObject({ code: 'cancelled' })
  expect(alive(pidIn('child'))).toBe(false)
})

test.each(['http://10.0.0.1/v1', 'http://example.org', 'http://127.0.0.1.example.org', 'nonsense'])(
  'a target at %s is not ours to start',
  async (url) => {
    await expect(startTarget(options('echo 1 > started', { url }))).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(existsSync(join(folder, 'started'))).toBe(false)
  },
)

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'no orphan survives %s to the program that started it',
  async (name) => {
    const program = join(folder, 'program.mjs')
    const entry = new URL('../../dist/targets.js', import.meta.url).href
    writeFileSync(
      program,
      `import { existsSync, readFileSync } from 'node:fs'
     import { startTarget } from ${JSON.stringify(entry)}
     const ready = async () => { while (!existsSync('child') || !readFileSync('child').length) await new Promise((r) => setTimeout(r, 10)) }
     await startTarget({ label: 'x', url: 'http://localhost:1', command: "setsid bash -c '(setsid sleep 100 & echo $! > daemon)'; sleep 100 & echo $! > child; wait", logFile: 'log', waitUntilReady: ready })
     console.log('ready')
     setInterval(() => {}, 1000)`,
    )
    const child = spawn(process.execPath, [program], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => Promise.reject(new Error('build first: npx tsup'))),
    ])
    const server = pidIn('child')
    expect(alive(server)).toBe(true)
    child.kill(name)
    await once(child, 'exit')
    expect(child.signalCode).toBe(name)
    await until(() => !alive(server))
    await until(() => !alive(pidIn('daemon')))
  },
)

test('the listener on a port is found with its command', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const found = portListeners([port])
  expect(found).toMatchObject([{ port, pid: process.pid, command: expect.stringContaining('node') }])
  expect(found[0]?.startedBy?.pid).toBe(process.ppid)
  // A connection to the port is no listener.
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  expect(portListeners([port])).toHaveLength(1)
  socket.destroy()
  server.close()
  await once(server, 'close')
  expect(portListeners([port])).toEqual([])
})
