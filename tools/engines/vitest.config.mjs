import { defineConfig } from 'vitest/config'

/** Tests against real engines: opt-in, one file at a time, for each engine wants both cores. */
export default defineConfig({
  test: {
    root: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
    include: ['*.test.mjs'],
    fileParallelism: false,
    // Each line as it comes: a test takes minutes.
    reporters: ['verbose'],
    disableConsoleIntercept: true,
    testTimeout: 600_000,
    hookTimeout: 900_000,
  },
})
