import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({ entry: { index: 'src/index.ts', telemetry: 'src/telemetry/index.ts' } })
