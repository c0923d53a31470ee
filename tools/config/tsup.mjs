import { defineConfig } from 'tsup'

/** The one build recipe of the workspace: ESM + CJS + d.ts, with the source condition off so that dist is what ships. */
export function libraryBuild(overrides = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    sourcemap: true,
    // Maps give lines of the sources to stack traces; the sources themselves are not part of a package.
    esbuildOptions(options) {
      options.sourcesContent = false
    },
    clean: true,
    dts: { compilerOptions: { composite: false, incremental: false } },
    ...overrides,
  })
}
