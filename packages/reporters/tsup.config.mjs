import { libraryBuild } from '../../tools/config/tsup.mjs'
import { pageBuild } from './tools/page-build.mjs'

export default [
  libraryBuild({
    entry: ['src/index.ts', 'src/plots.ts', 'src/live.ts', 'src/terminal.ts'],
    // The page's script is built beside the library into the same folder.
    clean: ['!assets/**'],
    // import.meta.url finds the fonts and the page's script in the CommonJS build too.
    shims: true,
  }),
  pageBuild,
]
