/**
 * The equivalence margin of a plan that states none, as a share. A number of its own, which a test holds against the schema of the plan: who
 * only judges numbers does not take in the schemas of everything that a comparison sends, which are larger than all the rest.
 */
export const defaultMargin = 0.03
