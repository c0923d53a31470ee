export { fileError } from './file-error.js'
