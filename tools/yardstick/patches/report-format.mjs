export const reportFormat = {
  row: 'add a report format',
  recipe: 'a report format',
  file: 'report-format.ts',
  name: 'tsv',
  exported: 'tsv',
  page: {
    after: '| `csv` ',
    line: '| `tsv` | a spreadsheet: the main table with full precision, cells between tabs |',
  },
  contract: [{ package: 'reporters', tests: ['src/formats'] }],
}
