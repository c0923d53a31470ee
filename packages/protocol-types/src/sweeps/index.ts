export { PlannedPoint, SweepPlan, sweepPlanFile } from './sweep-plan.js'
export { AnchorDrift, Estimate, Knee, Standing, SweepFile, sweepFile } from './sweep-file.js'
export { PointSettings, SweepPoint, sweepPointLine } from './sweep-point.js'
