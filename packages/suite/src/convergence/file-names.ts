/** What a convergence run writes beside the files of its comparison and those of its targets. */
export const convergenceFileNames = [
  'validation_summary.json',
  'VALIDATION.md',
  'validation.canonical.json',
  'SHA256SUMS',
  'probes',
] as const
