import { defineConfig } from 'vitest/config'

const conditions = ['@sagellm-benchmark/source', 'module', 'node', 'development|production']

/** Tests run against sources (no build needed) and leave their counts where tools/test.mjs sums them up. */
export function packageTests(overrides = {}) {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      reporters: ['default', 'json'],
      outputFile: { json: 'test-results/vitest.json' },
      passWithNoTests: false,
      maxWorkers: 2,
      // Nx asks for colours; programs that a test starts shall print plain text.
      env: { FORCE_COLOR: '0' },
      // These only end what hangs: no test is judged by its time, on a busy machine neither.
      testTimeout: 600_000,
      hookTimeout: 600_000,
      expect: { poll: { timeout: 120_000 } },
      ...overrides,
    },
  })
}
