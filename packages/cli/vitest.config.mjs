import { packageTests } from '../../tools/config/vitest.mjs'

export default packageTests({ testTimeout: 60_000, hookTimeout: 120_000 })
