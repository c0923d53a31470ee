import { defineConfig } from 'vitest/config'

/** Tests on several hosts: opt-in, one file at a time, for each wants the whole machine. */
export default defineConfig({
  test: {
    root: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
    include: ['*.test.mjs'],
    fileParallelism: false,
    // Each line as it comes: a test takes a minute.
    reporters: ['verbose'],
    disableConsoleIntercept: true,
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 120_000 } },
  },
})
