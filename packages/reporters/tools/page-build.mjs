/** The scripts of the HTML report, of the live page and of the dashboard: one file each with everything in it, which the page carries inline. */
export const pageBuild = {
  entry: {
    'report-page': 'page/report-page.ts',
    'live-page': 'page/live-page.ts',
    'dashboard-page': 'page/dashboard-page.ts',
  },
  outDir: 'dist/assets',
  format: ['iife'],
  platform: 'browser',
  target: 'es2022',
  tsconfig: 'page/tsconfig.json',
  noExternal: [/.*/],
  // This workspace's packages from their sources: no build of theirs is needed for the page.
  esbuildOptions(options) {
    options.conditions = ['@sagellm-benchmark/source', 'module']
  },
  minify: true,
  sourcemap: false,
  metafile: true,
  dts: false,
  clean: false,
}
