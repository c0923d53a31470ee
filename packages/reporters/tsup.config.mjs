import { libraryBuild } from '../../tools/config/tsup.mjs'
import { pageBuild } from './tools/page-build.mjs'

export default [
  libraryBuild({
    entry: {
      index: 'src/index.ts',
      plots: 'src/plots.ts',
      live: 'src/live.ts',
      terminal: 'src/terminal.ts',
      export: 'src/export/index.ts',
      entries: 'src/entries/index.ts',
    },
    // The page's script is built beside the library into the same folder.
    clean: ['!assets/**'],
    // import.meta.url finds the fonts and the page's script in the CommonJS build too.
    shims: true,
  }),
  pageBuild,
]
