export {
  DeviceClass,
  HeteroSchedulingHint,
  KVOffloadSpec,
  KVOffloadStats,
  KVOffloadTrigger,
  KVRestoreTrigger,
} from './heterogeneous.js'
export { EngineRole, KVTransferRequest, KVTransferResult, KVTransferState, PDDispatchPlan } from './pd-separation.js'
