export {
  type AnyTarget,
  defineTarget,
  type ObserveOptions,
  type OpenTarget,
  type PlanFor,
  type TargetDefinition,
  type TargetIo,
  type TargetProcess,
  type TargetResources,
} from './define-target.js'
export { type NativeTargetOptions, nativeTarget } from './native.js'
export { openTarget } from './open-target.js'
export { type CountingParts, promptCounting } from './prompt-counting.js'
export { targets } from './targets.js'
