/** The script of the HTML report: one file with everything in it, which the report carries inline. */
export const pageBuild = {
  entry: { 'report-page': 'page/report-page.ts' },
  outDir: 'dist/assets',
  format: ['iife'],
  platform: 'browser',
  target: 'es2022',
  tsconfig: 'page/tsconfig.json',
  noExternal: [/.*/],
  minify: true,
  sourcemap: false,
  dts: false,
  clean: false,
}
