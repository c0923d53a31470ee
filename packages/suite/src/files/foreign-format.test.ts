import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { foreignFormat } from './foreign-format.js'

test.each([
  [gzipSync('text'), 'a gzip file'],
  [Buffer.from('PK\u0003\u0004rest'), 'a zip archive'],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24]), 'a Zstandard file'],
  [Buffer.from('BZh91AY'), 'a bzip2 file'],
  [Buffer.from('PAR1rest'), 'a Parquet file'],
  [Buffer.from('ARROW1rest'), 'an Arrow file'],
  [Buffer.from('version https://git-lfs.github.com/spec/v1'), 'a pointer of Git LFS, not the file itself'],
])('%s is %s', (bytes, name) => {
  expect(foreignFormat(bytes)?.name).toBe(name)
})

test.each(['', '{', 'PAR', '{"prompt": "a"}', '\ufeff[]'])('%j is none of them', (text) => {
  expect(foreignFormat(Buffer.from(text))).toBeNull()
})
