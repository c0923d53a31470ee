export { CapabilityDescriptor, DType, KernelKind } from './backend.js'
export {
  LogicalOperator,
  OperatorConstraint,
  OperatorMapping,
  OperatorRegistryQuery,
  OperatorRegistrySnapshot,
  OperatorType,
  PhysicalOperator,
} from './operators.js'
