import { packageTests } from '../../tools/config/vitest.mjs'

export default packageTests({
  // Its tests start the program and mostly wait for it, so that a third one finds time beside two.
  maxWorkers: 3,
  // The built program is run as it is, not transformed like a source.
  server: { deps: { external: [/\/packages\/cli\/dist\//] } },
})
