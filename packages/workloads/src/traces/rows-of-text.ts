import type { TraceFormat } from './define-trace.js'
import { fieldsOfTexts, type RowFields } from './row-fields.js'
import { rowTexts } from './row-texts.js'
import { type Bytes, textPieces } from './text-pieces.js'

/**
 * The rows of a text file by the names of their fields, as its bytes come.
 *
 * @param path - names the file in messages.
 * @param named - the format that the user named; `null` = none.
 * @throws BenchError `corrupt_data` as `textPieces` and `rowTexts`.
 */
export function rowsOfText(
  chunks: Bytes,
  path: string,
  { named = null }: { readonly named?: TraceFormat | null } = {},
): AsyncGenerator<RowFields> {
  return fieldsOfTexts(rowTexts(textPieces(chunks, path), path), named)
}
