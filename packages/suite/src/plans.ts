export { CalibratePlan, type CalibratePlanInput } from './calibrate/calibrate-plan.js'
export { CapacityPlan, type CapacityPlanInput } from './calibrate/capacity-plan.js'
export { E2ePerfPlan, OperatorPerfPlan, PerfPlan, type PerfPlanInput } from './perf/perf-plan.js'
export { PlotRequest } from './report/plot-request.js'
