/** Just enough of the protobuf wire format to write an ONNX file: varints, 32-bit floats, bytes and nested messages. */

export const varint = (field, value) => [...tag(field, 0), ...encodeVarint(BigInt(value))]

export function float(field, value) {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return [...tag(field, 5), ...bytes]
}

export const text = (field, value) => bytes(field, new TextEncoder().encode(value))

/** A length-delimited field: a nested message, or raw data. */
export function bytes(field, content) {
  const head = [...tag(field, 2), ...encodeVarint(BigInt(content.length))]
  return concat([head, content])
}

/** One message from its encoded fields. */
export function concat(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function tag(field, wireType) {
  return encodeVarint(BigInt((field << 3) | wireType))
}

function encodeVarint(value) {
  let rest = BigInt.asUintN(64, value)
  const out = []
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    out.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return out
}
