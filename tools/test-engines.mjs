// Tests against real engines, by name: `npm run test:engines`, or `npm run test:engines -- llama-server`.
// Opt-in: engines come from Debian's and Python's registries, and what they need is kept in node_modules/.cache/engines.
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
process.exit(tests.status ?? 1)
