export { operators } from './catalog/operators.js'
export {
  defineOperator,
  type Operator,
  type OperatorCase,
  operatorCase,
  type OperatorForm,
} from './define-operator.js'
export type { Runtime } from './load-runtime.js'
export {
  measureOperators,
  type OperatorProgress,
  type OperatorRun,
  type OperatorRunOptions,
} from './measure-operators.js'
export type { OnnxGraph } from './onnx/onnx-graph.js'
