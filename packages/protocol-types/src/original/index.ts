export {
  OriginalWorkload,
  originalWorkloadFields,
  originalWorkloadFile,
  originalWorkloadTypes,
} from './original-workload.js'
export {
  OriginalNonstreamComparison,
  originalNonstreamComparisonFile,
  OriginalNonstreamTarget,
  originalNonstreamTargetFile,
} from './nonstream-file.js'
