export const loadKind = {
  row: 'add a load kind',
  recipe: 'a kind of load',
  file: 'load-kind.ts',
  name: 'twos',
  exported: 'twos',
  page: { after: '| `gamma` ', line: '| `twos` | two requests at one instant, at a steady rate of requests | |' },
  // The least that a plan says of such a load: the contract test asks it of every kind.
  recording: {
    file: 'packages/protocol-types/src/loads/load-kinds.test.ts',
    after: '  gamma: {',
    line: "  twos: { kind: 'twos', rateRps: 5, maxConcurrency: 7 },",
  },
  contract: [{ package: 'protocol-types', tests: ['src/loads'] }],
}
