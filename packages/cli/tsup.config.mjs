import { libraryBuild } from '../../tools/config/tsup.mjs'

export default [
  libraryBuild({ entry: ['src/bin.ts', 'src/index.ts'], format: ['esm'], splitting: true, dts: false }),
  libraryBuild({ format: ['cjs'], clean: false }),
  libraryBuild({
    format: ['esm'],
    dts: { only: true, compilerOptions: { composite: false, incremental: false } },
    clean: false,
  }),
]
