/** A metric is an entry of the catalogue and its formula: two lists that are there already. */
export const metric = {
  row: 'add a metric',
  recipe: 'a metric',
  name: 'output_tokens_per_request',
  entry: {
    before: '] as const',
    text: `  defineMetric({
    wire: 'output_tokens_per_request',
    label: 'Output tokens a request',
    title: 'Output tokens of one request',
    unit: 'tokens',
    better: 'neither',
    of: 'count',
    statistics: [whole],
    interval: 'rounds',
    headline: { summary: [whole] },
    needsPrefill: false,
    since: '0.1.0',
    formula: 'output tokens of successful requests / successful requests',
    meaning: 'How long the answers were that the other figures are of.',
    elsewhere: {},
  }),`,
  },
  inList: {
    before: '} as const satisfies',
    text: `  output_tokens_per_request: perPart(({ outputTokens, counts }) =>
    outputTokens === null || counts.ok === 0 ? null : outputTokens / counts.ok,
  ),`,
  },
  contract: [
    { package: 'protocol-types', tests: ['src/metrics'] },
    { package: 'metrics', tests: ['src/run', 'src/formulas'] },
  ],
}
