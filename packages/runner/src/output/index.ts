export { makeFolder } from './make-folder.js'
export { checkOutputFile, checkOutputFolder } from './output-place.js'
export { withRunFolder } from './with-run-folder.js'
export { writeNamedFile } from './write-file-atomic.js'
