import { declarations, libraryBuild } from '../../tools/config/tsup.mjs'

const entries = { index: 'src/index.ts', operators: 'src/operators/index.ts' }

export default libraryBuild({
  // The worker is a file of its own: it runs in another thread and is loaded by its address.
  entry: { ...entries, 'cpu-worker': 'src/cpu-worker.ts' },
  // Gives the CommonJS build an import.meta.url, by which worker and embedded model are found.
  shims: true,
  dts: declarations({ entry: entries }),
})
