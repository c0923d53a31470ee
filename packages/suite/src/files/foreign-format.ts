/** What a file is that was given where text was wanted, and what to do with it. */
export type ForeignFormat = { readonly name: string; readonly hint: string }

const unpack = 'unpack it, and give the text file inside'
const rewrite = 'write its rows as JSON, one object a line'

/** Formats in which data sets are published, by the bytes that they begin with. */
const formats: readonly (ForeignFormat & { readonly magic: readonly number[] })[] = [
  { name: 'a gzip file', hint: unpack, magic: [0x1f, 0x8b] },
  { name: 'a zip archive', hint: unpack, magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'a Zstandard file', hint: unpack, magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'an xz file', hint: unpack, magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: 'a bzip2 file', hint: unpack, magic: ascii('BZh') },
  { name: 'a Parquet file', hint: rewrite, magic: ascii('PAR1') },
  { name: 'an Arrow file', hint: rewrite, magic: ascii('ARROW1') },
  { name: 'a SQLite database', hint: rewrite, magic: ascii('SQLite format 3') },
  {
    name: 'a pointer of Git LFS, not the file itself',
    hint: 'fetch the file with git lfs pull',
    magic: ascii('version https://git-lfs'),
  },
]

/** @returns `null` where the beginning is of none of them. */
export function foreignFormat(bytes: Uint8Array): ForeignFormat | null {
  return formats.find(({ magic }) => magic.every((byte, at) => bytes[at] === byte)) ?? null
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0))
}
