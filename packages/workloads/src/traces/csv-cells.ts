/**
 * The cells of one row of a CSV file. A cell in double quotes may hold commas, line ends, and a quote written twice.
 *
 * @example csvCells('1,"a, b",3') // ['1', 'a, b', '3']
 */
export function csvCells(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim())
  const cells: string[] = []
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))(?=,|$)/gs))
    cells.push(quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'))
  return cells
}
