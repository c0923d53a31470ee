import { libraryBuild } from '../../tools/config/tsup.mjs'
import { wholeProgram } from './tools/whole-program.mjs'

/** The library entry for CommonJS and its types, beside the bundle of bundle.config.mjs. */
export default [
  libraryBuild({ ...wholeProgram, format: ['cjs'], shims: true, clean: false }),
  libraryBuild({
    format: ['esm', 'cjs'],
    dts: { only: true, compilerOptions: { composite: false, incremental: false } },
    clean: false,
  }),
]
