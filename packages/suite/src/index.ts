export { defineTarget, nativeTarget, openTarget } from './targets/index.js'
