import { declarations, libraryBuild } from '../../tools/config/tsup.mjs'

/** The types of the library entry, beside the bundle of bundle.config.mjs. */
export default libraryBuild({
  format: ['esm'],
  dts: declarations({ only: true }),
  clean: false,
})
