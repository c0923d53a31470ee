/** A numeric block as the runtime gives and takes it: row-major data with its dimensions. */
export type Block = {
  readonly type: string
  readonly dims: readonly number[]
  readonly data: NumericArray
}

/** The element types in which exports keep their caches; 16-bit floats come as Uint16Array or Float16Array. */
export type NumericArray = Float32Array | Uint16Array

/** Keys and values of every layer by input name, each `[rows, heads, columns, size]`, rows aligned on the right. */
export type Cache = ReadonlyMap<string, Block>

/** Which rows of a cache go into a new one. */
export type CachePart = {
  readonly cache: Cache
  readonly rows: readonly number[]
}

/**
 * One cache of `columns` columns from chosen rows of others, for a batch that rows leave or join. Shorter rows are
 * padded on the left with zeros, longer ones lose their leftmost columns, which must be padding.
 */
export function assembleCache(parts: readonly CachePart[], columns: number): Cache {
  const [first] = parts
  if (!first) return new Map()
  const names = [...first.cache.keys()]
  return new Map(names.map((name) => [name, assemble(parts, name, columns)]))
}

function assemble(parts: readonly CachePart[], name: string, columns: number): Block {
  const sample = parts[0]?.cache.get(name) as Block
  const [, heads, , size] = sample.dims as [number, number, number, number]
  const rowCount = parts.reduce((sum, part) => sum + part.rows.length, 0)
  const EmptyLike = sample.data.constructor as new (length: number) => NumericArray
  const data = new EmptyLike(rowCount * heads * columns * size)

  let target = 0
  for (const { cache, rows } of parts) {
    const source = cache.get(name) as Block
    const sourceColumns = source.dims[2] as number
    const kept = Math.min(columns, sourceColumns)
    for (const row of rows) {
      for (let head = 0; head < heads; head += 1) {
        const end = (row * heads + head + 1) * sourceColumns * size
        const at = (target * heads + head + 1) * columns * size - kept * size
        data.set(source.data.subarray(end - kept * size, end), at)
      }
      target += 1
    }
  }
  return { type: sample.type, dims: [rowCount, heads, columns, size], data }
}
