// node tools/runtime-test.mjs Bun|Deno   the tests of the packed libraries in one runtime: the one of the lock file, or the one
// that BUN_PATH or DENO_PATH names. A test takes part by having the runtime's name in its title.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { install } from './install.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const [runtime] = process.argv.slice(2)
if (!['Bun', 'Deno'].includes(runtime)) {
  console.error('give the runtime to test: Bun or Deno')
  process.exit(2)
}
install()
const { nx } = await import('./nx.mjs')
if ((await nx(['run-many', '-t', 'build', '--outputStyle=static'])) !== 0) process.exit(1)

const cwd = 'packages/cli'
const files = readdirSync(`${cwd}/test`).filter((name) => /^packed-.*\.test\.ts$/.test(name))
const words = ['vitest', 'run', '--reporter=verbose', '-t', `under ${runtime}`, ...files.map((name) => `test/${name}`)]
process.exitCode = spawnSync('npx', words, { cwd, stdio: 'inherit' }).status ?? 1
