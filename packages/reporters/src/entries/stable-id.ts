import { createHash } from 'node:crypto'

/** A UUID that follows from a name: what is written again has the same one. Version 8 of RFC 9562, a name of the writer's own making. */
export function stableId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
