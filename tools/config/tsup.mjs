import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'

const importMetaUrl = fileURLToPath(new URL('import-meta-url.mjs', import.meta.url))

/**
 * The one build recipe of the workspace: ESM + CJS + d.ts, with the source condition off so that dist is what ships.
 *
 * @param shims - whether the CommonJS build needs `import.meta.url`, by which workers and data files are found. The text is
 *   ours: tsup's own would be code of others in each package.
 */
export function libraryBuild({ shims = false, ...overrides } = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    sourcemap: true,
    esbuildOptions(options, { format }) {
      // Maps give lines of the sources to stack traces; the sources themselves are not part of a package.
      options.sourcesContent = false
      if (!shims || format !== 'cjs') return
      options.inject = [...(options.inject ?? []), importMetaUrl]
      options.define = { ...options.define, 'import.meta.url': 'importMetaUrl' }
    },
    clean: true,
    dts: declarations(),
    ...overrides,
  })
}

/**
 * How tsup makes the declarations. They are read against the built packages beside this one: read against their sources, each
 * package would check those of all others anew (a fifth of the time for the largest).
 */
export function declarations(options = {}) {
  return { ...options, compilerOptions: { composite: false, incremental: false, customConditions: [] } }
}
