import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { type Fields, fieldsOfTexts, type RowFields } from './row-fields.js'
import { rowTexts } from './row-texts.js'
import { singleTurn } from './single-turn.js'
import { type Bytes, textPieces } from './text-pieces.js'

/** One file of a folder of AIPerf's `random_pool`. */
type PoolFile = { readonly path: string; readonly chunks: Bytes }

/**
 * Rows of `single_turn` from several pools: each row joins one entry of every pool, in the order of the files. A pool comes in random
 * order, and a shorter one again when it is through, so that there are as many rows as the longest pool has entries. AIPerf draws with
 * replacement instead, where an entry may come twice before another came once.
 *
 * The pools are held in memory, as what is drawn at random must be.
 *
 * @param seed - the same seed joins the same entries.
 * @throws BenchError `corrupt_data` for a file that is no text.
 */
export async function* poolRows(
  files: readonly PoolFile[],
  { seed }: { readonly seed: number },
): AsyncGenerator<RowFields> {
  const pools: (readonly RowFields[])[] = []
  for (const { path, chunks } of files) {
    const entries: RowFields[] = []
    for await (const row of fieldsOfTexts(rowTexts(textPieces(chunks, path), path), singleTurn)) entries.push(row)
    const random = createRandom(deriveSeed(seed, 'random-pool', String(pools.length)))
    if (entries.length > 0) pools.push(random.shuffled(entries))
  }
  const longest = Math.max(0, ...pools.map(({ length }) => length))
  for (let at = 0; at < longest; at += 1) {
    const drawn = pools.map((pool) => (pool[at % pool.length] as RowFields).fields)
    const whole = drawn.filter((fields) => fields !== null)
    yield { fields: whole.length === drawn.length ? joined(whole) : null, number: at + 1, layout: 'json' }
  }
}

/** The texts of all; of any other field the last word, so that one that cannot be sent is still refused or named. */
function joined(entries: readonly Fields[]): Fields {
  const others = entries.flatMap((entry) =>
    Object.entries(entry).filter(([name, value]) => value !== null && name !== 'text' && name !== 'texts'),
  )
  const texts = entries.flatMap(({ text, texts }) => [...(text == null ? [] : [text]), ...[texts ?? []].flat()])
  return { ...Object.fromEntries(others), texts }
}
