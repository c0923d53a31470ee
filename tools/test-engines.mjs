// Tests against real engines, by name: `npm run test:engines`, or `npm run test:engines -- llama-server`.
// Opt-in: engines come from Debian's and Python's registries, and what they need is kept in node_modules/.cache/engines.
// With UPDATE_DOCS=1 the tables of docs/reliability.md are written from what was measured.
import { spawnSync } from 'node:child_process'
import { nx } from './nx.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const built = await nx(['run-many', '-t', 'build', '--outputStyle=static'])
if (built !== 0) process.exit(built)
const tests = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'tools/engines/vitest.config.mjs', ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
if (process.env.UPDATE_DOCS === '1') {
  spawnSync('npx', ['vitest', 'run', 'test/conformance/reliability-page.test.ts'], {
    ...{ cwd: 'packages/cli', stdio: 'inherit' },
  })
}
process.exit(tests.status ?? 1)
