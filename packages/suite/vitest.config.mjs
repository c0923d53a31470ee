import { packageTests } from '../../tools/config/vitest.mjs'

// Whole runs against an engine: a busy machine may take its time.
export default packageTests({ testTimeout: 60_000 })
