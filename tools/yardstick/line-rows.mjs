import { readSourceFiles } from './source-files.mjs'

/** How long the files are: source lines at the median, the 90th percentile and the longest, and the longest test. */
export function lineRows(root) {
  const { sources, tests } = readSourceFiles(root)
  const sorted = sources.map(({ lines }) => lines).sort((a, b) => a - b)
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))]
  const longest = longestOf(sources)
  const longestTest = longestOf(tests)
  const over200 = (100 * sorted.filter((lines) => lines > 200).length) / sorted.length
  return [
    { row: 'source lines, median', value: at(0.5), max: 60, note: `${sorted.length} files` },
    { row: 'source lines, p90', value: at(0.9), max: 150 },
    { row: 'source lines, longest', value: longest.lines, max: 250, note: longest.path },
    { row: 'source files over 200 lines', value: Math.round(over200 * 10) / 10, max: 5, unit: '%' },
    { row: 'longest test file, lines', value: longestTest.lines, max: 400, note: longestTest.path },
  ]
}

const longestOf = (files) => files.reduce((best, each) => (each.lines > best.lines ? each : best))
