export { PlannedPoint, SweepPlan, sweepPlanFile } from './sweep-plan.js'
export { AnchorDrift, Estimate, Knee, Standing, SweepFile, sweepFile } from './sweep-file.js'
export { PointSettings, SweepPoint, sweepPointLine } from './sweep-point.js'
export {
  CapacityEnd,
  CapacityFile,
  capacityFile,
  CapacityPlan,
  capacityPlanFile,
  CapacityQuestion,
  ProbedLimit,
  ProbedLoad,
} from '../capacity/capacity-file.js'
export { CapacityLine, capacityLine, CapacityVisit, LimitTally } from '../capacity/capacity-visit.js'
