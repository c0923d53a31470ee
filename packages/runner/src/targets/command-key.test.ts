import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { heldSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CommandKeyOptions, openCommandKey } from './command-key.js'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'command-key-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const open = (command: string, options: Partial<CommandKeyOptions> = {}) => openCommandKey({ command, cwd, ...options })
const refusal = (command: string, options: Partial<CommandKeyOptions> = {}) =>
  open(command, options).then(
    () => 'a key',
    (error: Error & { code: string }) => `${error.code}: ${error.message}`,
  )

test('the key is the first line that the command prints, and a secret from then on', async () => {
  const source = await open('echo "  key-of-the-command-1 "; echo second line; echo note >&2')
  expect(source.current()).toBe('key-of-the-command-1')
  expect(heldSecrets()).toContain('key-of-the-command-1')
})

test('the lifetime is that of the options', async () => {
  const source = await open('echo k-12345678', { lifetimeSeconds: 100 })
  expect(source.leftMs()).toBeLessThanOrEqual(100_000)
  expect(source.leftMs()).toBeGreaterThan(0)
})

test('a command that fails is one line with the end of its error output, without secrets', async () => {
  const said = await refusal(
    'echo "the login has expired" >&2; echo "Authorization: Bearer sk-abcdefgh12345678 refused" >&2; exit 7',
  )
  expect(said).toMatch(
    /^unavailable: the command for the API key ended with exit code 7; it said: the login has expired \/ /,
  )
  expect(said).toContain('[redacted]')
  expect(said).not.toContain('abcdefgh')
  expect(said).not.toContain('\n')
})

test.each([
  ['echo correcthorse >&2; exit 1', 'correcthorse'],
  ['echo "key correcthorse" >&2; exit 1', 'correcthorse'],
  ['echo correcthorse; echo "no use for correcthorse here" >&2; exit 1', 'correcthorse'],
  ['echo "the token hunter2x was refused" >&2; exit 1', 'hunter2x'],
  ['echo correcthorse >&2; sleep 600', 'correcthorse'],
])('a plain word on the error output of %s may be the key, and is not shown', async (command, word) => {
  const said = await refusal(command, { timeoutSeconds: 2 })
  expect(said).toMatch(/^unavailable: the command for the API key (ended with exit code 1|did not end within 2 s)/)
  expect(said).not.toContain(word)
})

test.each([
  ['true', 'printed nothing'],
  ['echo "two words"', 'no key'],
  [`echo '{"token":"x"}'`, 'no JSON'],
  ['head -c 300000 /dev/zero | tr "\\0" a', 'longer than 16384 characters'],
])('the output of %s is refused, and not shown', async (command, words) => {
  expect(await refusal(command)).toContain(words)
})

test('a command that takes too long is ended, with what it started', async () => {
  const said = await refusal('sleep 600 & echo $! > child; sleep 600', { timeoutSeconds: 0.5 })
  expect(said).toContain('did not end within 0.5 s')
  const child = Number(readFileSync(join(cwd, 'child'), 'utf8'))
  await expect.poll(() => isAlive(child), { timeout: 60_000 }).toBe(false)
})

test('a process that the command leaves behind does not keep the key back', async () => {
  const source = await open('sleep 30 & echo $! > child; echo key-of-the-command-2', { timeoutSeconds: 25 })
  process.kill(Number(readFileSync(join(cwd, 'child'), 'utf8')))
  expect(source.current()).toBe('key-of-the-command-2')
})

test('an aborted wait ends the command', async () => {
  const controller = new AbortController()
  const waiting = refusal('sleep 600', { signal: controller.signal })
  controller.abort()
  expect(await waiting).toMatch(/^cancelled/)
})

function isAlive(pid: number): boolean {
  try {
    // A process that has ended and was not waited for yet still has its number.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
