import { maxNames, packageEntries } from './package-entries.mjs'

/** The entry of a package that exports the most names; docs/exports.md lists them all. */
export function exportRow(root) {
  const entries = packageEntries(root).flatMap((each) => each.entries)
  const count = ({ values, types }) => values.length + types.length
  const fullest = entries.reduce((best, each) => (count(each) > count(best) ? each : best))
  return { row: 'names of a package entry, most', value: count(fullest), max: maxNames, note: fullest.specifier }
}
