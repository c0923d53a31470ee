const [QUOTE, COMMA] = ['"', ','] as const

/**
 * The cells of one row of a CSV file. A cell in double quotes may hold commas, line ends, and a quote written twice. Read once from
 * left to right, because a pattern that looks for the ends of cells takes hours over a row that a stranger made for it.
 *
 * @example csvCells('1,"a, b",3') // ['1', 'a, b', '3']
 */
export function csvCells(line: string): string[] {
  if (!line.includes(QUOTE)) return line.split(COMMA).map((cell) => cell.trim())
  const cells: string[] = []
  for (let at = 0; at <= line.length; ) {
    const { cell, end } = quotedCell(line, at) ?? plainCell(line, at)
    cells.push(cell)
    at = end + 1
  }
  return cells
}

type Cell = {
  readonly cell: string
  /** Place of the comma behind it, or the length of the row. */
  readonly end: number
}

/** `null` where what stands there is not in quotes as a whole. */
function quotedCell(line: string, from: number): Cell | null {
  const open = afterSpaces(line, from)
  if (line[open] !== QUOTE) return null
  const parts: string[] = []
  for (let at = open + 1; ; ) {
    const close = line.indexOf(QUOTE, at)
    if (close < 0) return null
    parts.push(line.slice(at, close))
    if (line[close + 1] === QUOTE) {
      parts.push(QUOTE)
      at = close + 2
      continue
    }
    const end = afterSpaces(line, close + 1)
    return end === line.length || line[end] === COMMA ? { cell: parts.join(''), end } : null
  }
}

function plainCell(line: string, from: number): Cell {
  const comma = line.indexOf(COMMA, from)
  const end = comma < 0 ? line.length : comma
  return { cell: line.slice(from, end).trim(), end }
}

function afterSpaces(line: string, from: number): number {
  let at = from
  while (at < line.length && line[at] !== QUOTE && line[at] !== COMMA && (line[at] as string).trim() === '') at += 1
  return at
}
