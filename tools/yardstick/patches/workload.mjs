export const workload = {
  row: 'add a workload',
  recipe: 'a workload',
  file: 'workload.ts',
  name: 'haystack',
  exported: 'haystack',
  page: {
    after: '| `mixed_greedy` ',
    line: '| `haystack` | 1024 | 32 | 4 | 2 at a time | batch | a summary of a very long report, two in flight |',
  },
  contract: [{ package: 'workloads', tests: ['test/contract.test.ts'] }],
}
