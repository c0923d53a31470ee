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
  'onnxruntime-node',
]

export const wholeProgram = {
  dts: false,
  sourcemap: false,
  external: kept,
  noExternal: [new RegExp(`^(?!(${kept.join('|')})($|/))`)],
  esbuildOptions(options) {
    options.conditions = ['@sagellm-benchmark/source', 'module']
  },
}
