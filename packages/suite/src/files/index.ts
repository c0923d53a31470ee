export { readJsonFile, readTextFile } from './read-json-file.js'
