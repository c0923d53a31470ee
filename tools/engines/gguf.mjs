import { closeSync, openSync, writeSync } from 'node:fs'

/**
 * Writes a model file in the GGUF form, version 3, which llama.cpp loads.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 *
 * @param fields - `[key, type, value]`; types: `u32`, `f32`, `bool`, `string`, `strings`, `i32s`.
 * @param tensors - `{ name, dimensions, values() }`, 32-bit floats, first dimension contiguous; asked for one at a time.
 */
export function writeGguf(path, { fields, tensors }) {
  const head = [text('GGUF', { bare: true }), u32(3), u64(tensors.length), u64(fields.length)]
  for (const [key, type, value] of fields) head.push(text(key), u32(TYPES[type]), encode[type](value))
  let offset = 0
  for (const { name, dimensions } of tensors) {
    head.push(text(name), u32(dimensions.length), ...dimensions.map(u64), u32(TENSOR_F32), u64(offset))
    offset += padded(bytesOf(dimensions))
  }

  const file = openSync(path, 'w')
  try {
    const start = Buffer.concat(head)
    writeSync(file, Buffer.concat([start, Buffer.alloc(padded(start.length) - start.length)]))
    for (const { dimensions, values } of tensors) {
      const data = values()
      writeAll(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      writeSync(file, Buffer.alloc(padded(bytesOf(dimensions)) - bytesOf(dimensions)))
    }
  } finally {
    closeSync(file)
  }
}

const ALIGNMENT = 32
const TENSOR_F32 = 0
const STRING = 8
const INT32 = 5
const TYPES = { u32: 4, f32: 6, bool: 7, string: STRING, strings: 9, i32s: 9 }

const encode = {
  u32,
  f32: (value) => {
    const bytes = Buffer.alloc(4)
    bytes.writeFloatLE(value)
    return bytes
  },
  bool: (value) => Buffer.from([value ? 1 : 0]),
  string: text,
  strings: (values) => Buffer.concat([u32(STRING), u64(values.length), ...values.map((each) => text(each))]),
  i32s: (values) => Buffer.concat([u32(INT32), u64(values.length), Buffer.from(Int32Array.from(values).buffer)]),
}

const padded = (bytes) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
const bytesOf = (dimensions) => dimensions.reduce((product, each) => product * each, 4)

function u32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value) {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function text(value, { bare = false } = {}) {
  const bytes = Buffer.from(value, 'utf8')
  return bare ? bytes : Buffer.concat([u64(bytes.length), bytes])
}

function writeAll(file, bytes) {
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written)
}
