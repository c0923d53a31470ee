import { expect, test } from 'vitest'
import { ownCommand } from './own-command.js'

const silent = { write: () => undefined }
const io = (program: string | undefined, env: Record<string, string> = {}) => ({
  ...{ stdout: silent, stderr: silent, env, cwd: '/home/me/clone', argv: [], signal: new AbortController().signal },
  ...(program === undefined ? {} : { program }),
})

test.each([
  ['called by its name', '/usr/bin/sagellm-benchmark', {}, 'sagellm-benchmark'],
  ['called as a library', undefined, {}, 'sagellm-benchmark'],
  [
    'found by npx',
    '/home/me/clone/node_modules/.bin/sagellm-benchmark',
    { npm_command: 'exec' },
    'npx sagellm-benchmark',
  ],
  ['of a checkout', '/home/me/clone/packages/cli/dist/bin.js', {}, 'node packages/cli/dist/bin.js'],
  ['of a checkout elsewhere', '/opt/x/bin.js', {}, 'node /opt/x/bin.js'],
  ['at a path with a blank', '/home/me/clone/my tools/bin.js', {}, "node 'my tools/bin.js'"],
])('a program %s is called so again', (_, program, env, expected) => {
  expect(ownCommand(['report', '--input', 'a b'], io(program, env))).toBe(`${expected} report --input 'a b'`)
})
