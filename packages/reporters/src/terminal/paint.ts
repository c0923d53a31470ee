export type Paint = Record<'bold' | 'dim' | 'red' | 'green' | 'yellow', (text: string) => string>

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const

/** Colours for a terminal, or the same functions doing nothing: a pipe gets plain text. */
export function paint(colour: boolean): Paint {
  const entries = Object.entries(codes).map(([name, [on, off]]) => [
    name,
    (text: string) => (colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text),
  ])
  return Object.fromEntries(entries) as Paint
}
