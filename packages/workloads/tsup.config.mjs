import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({
  entry: {
    index: 'src/index.ts',
    scenarios: 'src/scenarios/index.ts',
    sessions: 'src/sessions/index.ts',
    traces: 'src/traces/index.ts',
  },
})
