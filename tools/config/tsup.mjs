import { defineConfig } from 'tsup'

/** The one build recipe of the workspace: ESM + CJS + d.ts, with the source condition off so that dist is what ships. */
export function libraryBuild(overrides = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    sourcemap: true,
    clean: true,
    dts: { compilerOptions: { composite: false, incremental: false } },
    ...overrides,
  })
}
