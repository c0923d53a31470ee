import { declarations, libraryBuild } from '../../tools/config/tsup.mjs'

const entries = {
  index: 'src/index.ts',
  targets: 'src/targets/index.ts',
  calibration: 'src/calibration/index.ts',
  compare: 'src/compare/index.ts',
  convergence: 'src/convergence/index.ts',
  output: 'src/output/index.ts',
  progress: 'src/observe/index.ts',
  shards: 'src/shards/index.ts',
}

export default libraryBuild({
  // The worker is a file of its own: it runs in another thread and is loaded by its address.
  entry: { ...entries, 'load-worker': 'src/workers/load-worker.ts' },
  // Gives the CommonJS build an import.meta.url, by which the worker is found.
  shims: true,
  // An optional dependency, which tsup would otherwise take in, native code and all.
  external: ['@sagellm-benchmark/kernel-transport'],
  dts: declarations({ entry: entries }),
})
