/**
 * The ways in which attention may run: the name that steps and logs give it, and the cost of a decode step against the
 * native kernel. Costs are chosen, not measured: a fallback must be clearly and knowably slower.
 */
export const attentionPaths = {
  native: { implementation: 'native-paged', cost: 1 },
  'native-ascend': { implementation: 'native-ascend', cost: 1 },
  'torch-fallback': { implementation: 'torch-fallback', cost: 1.6 },
  contiguous: { implementation: 'contiguous', cost: 1.3 },
} as const
