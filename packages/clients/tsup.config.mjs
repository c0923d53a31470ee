import { libraryBuild } from '../../tools/config/tsup.mjs'

const entries = { index: 'src/index.ts', endpoint: 'src/endpoint/index.ts' }

export default libraryBuild({
  entry: entries,
  dts: { entry: entries, compilerOptions: { composite: false, incremental: false } },
})
