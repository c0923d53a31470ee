export { fileError } from './file-error.js'
export { isHarmlessHeader } from './is-harmless-header.js'
