import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild()
