import { cp, rm } from 'node:fs/promises'
import { libraryBuild } from '../../tools/config/tsup.mjs'
import { pageBuild } from '../reporters/tools/page-build.mjs'
import { wholeProgram } from './tools/whole-program.mjs'

// CommonJS libraries in an ES module still call require for Node's own modules.
const requireForBundled =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);"

/** What a run needs; the types of the library entry are made by tsup.config.mjs. */
export default [
  libraryBuild({
    ...wholeProgram,
    entry: {
      bin: 'src/bin.ts',
      index: 'src/index.ts',
      'write-help-pages': 'src/quick/write-help-pages.ts',
      // Workers are files of their own, found beside the bundle by their names.
      'load-worker': '../runner/src/workers/load-worker.ts',
      'calibration-worker': '../suite/src/calibrate/calibration-worker.ts',
      'cpu-worker': '../backend-cpu/src/cpu-worker.ts',
    },
    format: ['esm'],
    splitting: true,
    metafile: true,
    banner: { js: requireForBundled },
    // What other builds put into the same folder stays.
    clean: ['!assets/**', '!index.d.*', '!sources.sha256'],
    onSuccess: finish,
  }),
  {
    ...pageBuild,
    entry: Object.fromEntries(Object.entries(pageBuild.entry).map(([name, file]) => [name, `../reporters/${file}`])),
    tsconfig: '../reporters/page/tsconfig.json',
  },
]

async function finish() {
  await Promise.all([copyAssets(), writeHelpPages()])
}

/** The texts that the program prints for --help without loading its commands; what writes them is no part of the program. */
async function writeHelpPages() {
  const file = new URL('dist/write-help-pages.js', import.meta.url)
  const written = await import(`${file}?at=${Date.now()}`)
  await written.writeHelpPages('dist/help')
  await rm(file)
}

/** The files that the bundled packages look up from the root of the package they are in. */
async function copyAssets() {
  for (const [from, to] of [
    ['../backend-cpu/models', 'models'],
    ['../reporters/assets', 'assets'],
  ]) {
    await rm(to, { recursive: true, force: true })
    await cp(from, to, { recursive: true })
  }
}
