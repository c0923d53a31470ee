import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({
  entry: ['src/index.ts', 'src/plots.ts'],
  // import.meta.url finds the fonts and the page's script in the CommonJS build too.
  shims: true,
})
