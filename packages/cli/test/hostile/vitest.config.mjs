import { packageTests } from '../../../../tools/config/vitest.mjs'

/** The suite of hostile servers, files and endings as a whole, one file at a time: what it starts wants both cores. */
export default packageTests({
  root: new URL('../..', import.meta.url).pathname,
  include: [
    'test/conformance/**/*.test.ts',
    'test/cases/**/*.test.ts',
    'test/hostile/**/*.test.ts',
    'test/hostile/**/*.hostile.ts',
  ],
  fileParallelism: false,
  outputFile: { json: 'test-results/hostile.json' },
  // An ending takes seconds, and there are hundreds.
  testTimeout: 3_600_000,
})
