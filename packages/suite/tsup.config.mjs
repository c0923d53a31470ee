import { libraryBuild } from '../../tools/config/tsup.mjs'

const entries = {
  index: 'src/index.ts',
  compare: 'src/compare/index.ts',
  convergence: 'src/convergence/index.ts',
  files: 'src/files/index.ts',
  targets: 'src/targets/index.ts',
}

export default libraryBuild({
  entry: entries,
  dts: { entry: entries, compilerOptions: { composite: false, incremental: false } },
})
