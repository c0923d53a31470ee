// Measures other clients beside ours on one server, and writes their tables into docs/performance.md:
//   npm run bench:peers                     everything: installs what is missing, then about 20 minutes on a quiet machine
//   npm run bench:peers -- --quick          a first look in under 5 minutes; printed, nothing is written without --out
//   npm run bench:peers -- --only aiperf    these clients (several with commas) beside ours; printed as well: rounds of
//                                           different hours are not set side by side
//   npm run bench:peers -- --out FOLDER     writes there instead of docs
// Clients are kept in $SAGELLM_BENCHMARK_PEERS, else in the user's cache.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
})
const words = [
  ...['--only', 'peers'],
  ...(values.only ? ['--peers', values.only] : []),
  ...(values.quick ? ['--quick'] : []),
  ...(values.out ? ['--out', values.out] : []),
  ...(values['no-build'] ? ['--no-build'] : []),
]
const bench = fileURLToPath(new URL('bench.mjs', import.meta.url))
process.exitCode = spawnSync(process.execPath, [bench, ...words], { stdio: 'inherit' }).status ?? 1
