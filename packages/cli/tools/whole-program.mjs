import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { directImports } from './direct-imports.mjs'

/**
 * The program ships whole: this workspace's packages and all small libraries are in the bundle, so that one tarball is
 * an installation. What holds native code or data files stays a dependency, or a peer that the user chooses. The
 * packages are taken from their sources, so that nothing has to be built before.
 */
const kept = [
  'vega',
  'vega-lite',
  'vega-interpreter',
  'fontkit',
  'pdfkit',
  'svg-to-pdfkit',
  '@resvg/resvg-js',
  '@huggingface/transformers',
  '@kubernetes/client-node',
  'onnxruntime-node',
  'koffi',
]

/** By its place: npm need not have linked what is only an optional dependency of the packages, and the program always holds it. */
const kernelTransport = fileURLToPath(new URL('../../kernel-transport/src/index.ts', import.meta.url))

/** Of zod's messages only the English ones are used: those of fifty other languages are half of its code, read at every start. */
const englishOnly = {
  name: 'english-only',
  setup({ onResolve }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer, resolveDir }) =>
      /[\\/]zod[\\/]/.test(importer) ? { path: resolve(resolveDir, path, '../en.js'), sideEffects: false } : undefined,
    )
  },
}

export const wholeProgram = {
  dts: false,
  sourcemap: false,
  esbuildPlugins: [englishOnly, directImports],
  external: kept,
  noExternal: [new RegExp(`^(?!(${kept.join('|')})($|/))`)],
  esbuildOptions(options) {
    options.conditions = ['@sagellm-benchmark/source', 'module']
    options.alias = { '@sagellm-benchmark/kernel-transport': kernelTransport }
  },
}
