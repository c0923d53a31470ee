import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'

/** The equivalence margin of a plan that states none, as a share. */
export const defaultMargin: number = ComparisonPlan.shape.margin.parse(undefined)
