import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({ entry: { index: 'src/index.ts', traces: 'src/traces/index.ts' } })
