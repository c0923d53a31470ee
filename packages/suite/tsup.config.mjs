import { declarations, libraryBuild } from '../../tools/config/tsup.mjs'

const entries = {
  index: 'src/index.ts',
  compare: 'src/compare/index.ts',
  contract: 'src/contract/index.ts',
  convergence: 'src/convergence/index.ts',
  files: 'src/files/index.ts',
  history: 'src/history/index.ts',
  leaderboard: 'src/leaderboard/index.ts',
  plans: 'src/plans.ts',
  readiness: 'src/readiness/index.ts',
  shards: 'src/shards/index.ts',
  sweep: 'src/sweep/index.ts',
  targets: 'src/targets/index.ts',
  verify: 'src/verify/index.ts',
}

export default libraryBuild({
  // The worker is a file of its own: it runs in another process and is started by its address.
  entry: { ...entries, 'calibration-worker': 'src/calibrate/calibration-worker.ts' },
  // Gives the CommonJS build an import.meta.url, by which the worker is found.
  shims: true,
  dts: declarations({ entry: entries }),
})
