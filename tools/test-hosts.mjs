// One load from several machines, as it is on them: hosts as namespaces of this machine with sshd and Slurm of Debian, the pods of the
// Kubernetes manifests, the steps of the image. `npm run test:hosts`, or with a part of a file's name, `npm run test:hosts -- ssh`.
// Opt-in: it wants root, and Debian's registry; where these are missing, its tests say so and are skipped by name.
import { spawnSync } from 'node:child_process'
import { nx } from './nx.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
const built = await nx(['run-many', '-t', 'build', '--outputStyle=static'])
if (built !== 0) process.exit(built)
const config = ['--config', 'tools/hosts/vitest.config.mjs']
const tests = spawnSync('npx', ['vitest', 'run', ...config, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(tests.status ?? 1)
