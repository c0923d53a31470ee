/**
 * The cells of one line of a CSV file. A cell in double quotes may hold commas, and a quote written twice; line ends inside of
 * cells are not known here.
 *
 * @example csvCells('1,"a, b",3') // ['1', 'a, b', '3']
 */
export function csvCells(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim())
  const cells: string[] = []
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))(?=,|$)/g))
    cells.push(quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'))
  return cells
}
