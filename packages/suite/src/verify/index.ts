export { type FolderVerification, verifyFolder } from './verify-folder.js'
export { checkSignature, signFolder, type SignOptions } from './sign-folder.js'
export { answerOf, type ReproductionAnswer } from '../reproduce/judge-reproduction.js'
export { type ReproduceOptions, type Reproduction, reproduce } from '../reproduce/reproduce.js'
