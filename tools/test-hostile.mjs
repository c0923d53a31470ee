// The suite of hostile servers, hostile files and endings as a whole: `npm run test:hostile`, or with a part of a file's name,
// `npm run test:hostile -- kills`. Opt-in, because it kills hundreds of programs and takes a quarter of an hour; its quick half is in `npm test`.
// KILLS, ENDINGS and SEED change how much is tried; with UPDATE_DOCS=1 the figures of docs/reliability.md are written from what was seen.
import { spawnSync } from 'node:child_process'
import { nx } from './nx.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const built = await nx(['run-many', '-t', 'build', '--outputStyle=static'])
if (built !== 0) process.exit(built)
const inCli = { cwd: 'packages/cli', stdio: 'inherit' }
const config = ['--config', 'test/hostile/vitest.config.mjs']
const tests = spawnSync('npx', ['vitest', 'run', ...config, ...process.argv.slice(2)], inCli)
if (process.env.UPDATE_DOCS === '1')
  spawnSync('npx', ['vitest', 'run', 'test/conformance/reliability-page.test.ts'], inCli)
process.exit(tests.status ?? 1)
