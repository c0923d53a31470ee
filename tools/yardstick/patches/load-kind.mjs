export const loadKind = {
  row: 'add a load kind',
  recipe: 'a kind of load',
  file: 'load-kind.ts',
  name: 'pairs',
  exported: 'pairs',
  page: { after: '| `gamma` ', line: '| `pairs` | two requests at one instant, at a steady rate of requests | |' },
  // The least that a plan says of such a load: the contract test asks it of every kind.
  recording: {
    file: 'packages/protocol-types/src/loads/load-kinds.test.ts',
    after: '  gamma: {',
    line: "  pairs: { kind: 'pairs', rateRps: 5, maxConcurrency: 7 },",
  },
  contract: [{ package: 'protocol-types', tests: ['src/loads'] }],
}
