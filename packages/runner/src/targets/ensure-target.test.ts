import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { endListeners } from './end-listeners.js'
import { ensureTarget } from './ensure-target.js'
import { portListeners } from './port-listeners.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ensure-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const options = (url: string, command: string | null) => ({
  label: 'x',
  url,
  command,
  cwd: folder,
  logFile: join(folder, 'x.server.log'),
  waitUntilReady: async () => {},
})

test('an endpoint that is there is used as it is, and its command is not run', async () => {
  const server = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const { running } = await ensureTarget(options(url, 'touch started; sleep 100'))
  expect(running).toBeNull()
  expect(existsSync(join(folder, 'started'))).toBe(false)
  server.close()
})

test('where nothing answers the command is started', async () => {
  // Port 1 is refused.
  const { running } = await ensureTarget(options('http://127.0.0.1:1/v1', 'sleep 100'))
  expect(running?.pid).toBeGreaterThan(0)
  await running?.stop()
})

test('without a command an endpoint is waited for, and nothing is started', async () => {
  let waited = false
  const waitUntilReady = async () => {
    waited = true
  }
  const ensured = await ensureTarget({ ...options('http://10.0.0.1/v1', null), waitUntilReady })
  expect({ ensured, waited }).toEqual({ ensured: { running: null }, waited: true })
})

test('a listener that may go is ended, also where it ignores TERM', async () => {
  const program = `process.on('SIGTERM', () => {}); require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const listeners = portListeners([Number(String(line))])
  expect(listeners.map(({ pid }) => pid)).toEqual([child.pid])
  const exited = once(child, 'exit')
  expect(await endListeners(listeners, { graceMs: 100 })).toEqual([])
  await exited
  expect(child.signalCode).toBe('SIGKILL')
})
