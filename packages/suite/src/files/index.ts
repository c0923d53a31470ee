export { type OpenResult, openResult } from '../report/open-result.js'
export { reportFormat } from '../report/report.js'
export { shellLine, shellQuoted } from '../text/shell-line.js'
export { readJsonFile, readTextFile } from './read-json-file.js'
