import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({
  // The worker is a file of its own: it runs in another thread and is loaded by its address.
  entry: ['src/index.ts', 'src/cpu-worker.ts'],
  // Gives the CommonJS build an import.meta.url, by which worker and embedded model are found.
  shims: true,
  dts: { entry: 'src/index.ts', compilerOptions: { composite: false, incremental: false } },
})
