import { chmod, cp, rm } from 'node:fs/promises'
import { build } from 'esbuild'
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
      app: 'src/app.ts',
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
  await buildBin()
}

/**
 * What starts is one file, read at once, which loads the rest where it is needed; and it is built last, so that there is no program
 * before it is whole.
 */
async function buildBin() {
  const outfile = 'dist/bin.js'
  await build({
    entryPoints: ['src/bin.ts'],
    outfile,
    bundle: true,
    external: ['./app.js'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  await chmod(outfile, 0o755)
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
