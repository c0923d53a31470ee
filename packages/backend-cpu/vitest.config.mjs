import { packageTests } from '../../tools/config/vitest.mjs'

// Real inference and a plain forward pass beside it: seconds of computing, more on a busy machine.
export default packageTests({ testTimeout: 90_000, hookTimeout: 90_000 })
