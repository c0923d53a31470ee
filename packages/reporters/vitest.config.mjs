import { packageTests } from '../../tools/config/vitest.mjs'

export default packageTests({ globalSetup: ['./test/build-page.mjs'], testTimeout: 60_000, hookTimeout: 60_000 })
