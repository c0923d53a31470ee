import { cp, rm } from 'node:fs/promises'
import { libraryBuild } from '../../tools/config/tsup.mjs'

/**
 * The program ships whole: this workspace's packages and all small libraries are in the bundle, so that one tarball is
 * an installation. What holds native code or data files stays a dependency, or a peer that the user chooses.
 */
const kept = [
  'vega',
  'vega-lite',
  'vega-interpreter',
  'pdfkit',
  'svg-to-pdfkit',
  '@resvg/resvg-js',
  '@huggingface/transformers',
  'onnxruntime-node',
]

const bundle = {
  entry: {
    bin: 'src/bin.ts',
    index: 'src/index.ts',
    // Workers are files of their own, found beside the bundle by their names.
    'load-worker': '../runner/src/workers/load-worker.ts',
    'cpu-worker': '../backend-cpu/src/cpu-worker.ts',
  },
  dts: false,
  sourcemap: false,
  external: kept,
  noExternal: [new RegExp(`^(?!(${kept.join('|')})($|/))`)],
  esbuildOptions(options) {
    options.conditions = ['@sagellm-benchmark/source', 'module']
  },
}

// CommonJS libraries in an ES module still call require for Node's own modules.
const requireForBundled =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);"

export default [
  libraryBuild({
    ...bundle,
    format: ['esm'],
    splitting: true,
    banner: { js: requireForBundled },
    onSuccess: copyAssets,
  }),
  libraryBuild({ ...bundle, entry: ['src/index.ts'], format: ['cjs'], shims: true, clean: false }),
  libraryBuild({
    format: ['esm', 'cjs'],
    dts: { only: true, compilerOptions: { composite: false, incremental: false } },
    clean: false,
  }),
]

/** The files that the bundled packages look up from the root of the package they are in. */
async function copyAssets() {
  const copies = [
    ['../backend-cpu/models', 'models'],
    ['../reporters/assets', 'assets'],
    ['../reporters/dist/assets', 'dist/assets'],
  ]
  for (const [from, to] of copies) {
    await rm(to, { recursive: true, force: true })
    await cp(from, to, { recursive: true })
  }
}
