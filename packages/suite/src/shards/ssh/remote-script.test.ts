import { spawn } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { remoteInput, remoteScript } from './remote-script.js'

/** Runs the script as sshd does, with the login shell of the user, and gives what it prints and its exit code. */
function runScript(input: string, { shell = 'sh' } = {}) {
  const child = spawn(shell, ['-c', remoteScript], { stdio: 'pipe' })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stdin.on('error', () => {})
  child.stdin.write(input)
  const ended = new Promise<{ code: number | null; stdout: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout }))
  })
  return { ended, stdout: () => stdout, child }
}

const printWords = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env.SECRET ?? null]))'
const text = fc
  .array(
    fc.oneof(fc.constantFrom(...`'"\\$\`!*?~ \n\r\t;&|<>(){}[]#-=`), fc.string({ unit: 'grapheme', maxLength: 4 })),
  )
  .map((parts) => parts.join('').replaceAll('\0', ''))

test.each(['sh', 'bash'])('any words and any secret come through a real shell (%s) as they are', async (shell) => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 5 }), text, async (words, secret) => {
      const input = remoteInput({
        words: [process.execPath, '-e', printWords, '--', ...words],
        env: { SECRET: secret },
      })
      expect(input.split('\n')).toHaveLength(3)
      const { code, stdout } = await runScript(input, { shell }).ended
      expect([code, JSON.parse(stdout)]).toEqual([0, [words, secret]])
    }),
    { numRuns: 25 },
  )
})

test('nothing of the command is in what OpenSSH is told to run, and no shell finds anything to expand in it', () => {
  expect(remoteScript).toMatch(/^exec sh -c '[^'!\\]*'$/)
})

test('the exit code is that of the command', async () => {
  const input = remoteInput({ words: [process.execPath, '-e', 'process.exit(3)'] })
  expect(await runScript(input).ended).toEqual({ code: 3, stdout: '' })
})

const untilTwice = `
  let count = 0
  process.on('SIGINT', () => { console.log('interrupted', ++count); if (count === 2) process.exit(130) })
  setInterval(() => {}, 1000)
  console.log('ready')`

test('a line of the input is a Ctrl-C for the command, and so is the next one', async () => {
  const { ended, stdout, child } = runScript(remoteInput({ words: [process.execPath, '-e', untilTwice] }))
  await expect.poll(stdout).toContain('ready')
  child.stdin.write('\n')
  await expect.poll(stdout).toContain('interrupted 1')
  child.stdin.write('\n')
  expect(await ended).toEqual({ code: 130, stdout: 'ready\ninterrupted 1\ninterrupted 2\n' })
})

test('a connection that breaks is one too', async () => {
  const once = `process.on('SIGINT', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')`
  const { ended, stdout, child } = runScript(remoteInput({ words: [process.execPath, '-e', once] }))
  await expect.poll(stdout).toContain('ready')
  child.stdin.end()
  expect((await ended).code).toBe(7)
})

test('a variable without a proper name is refused', () => {
  expect(() => remoteInput({ words: ['true'], env: { 'A;reboot': '1' } })).toThrow(/variable cannot be/)
})
