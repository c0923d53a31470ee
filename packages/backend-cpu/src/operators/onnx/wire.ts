/** Just enough of the protobuf wire format to write an ONNX model: varints, 32-bit floats, bytes and nested messages. */

const encoder = new TextEncoder()

export function varint(field: number, value: number | bigint): Uint8Array {
  return Uint8Array.from([...tag(field, 0), ...encodeVarint(BigInt(value))])
}

export function float(field: number, value: number): Uint8Array {
  const content = new Uint8Array(4)
  new DataView(content.buffer).setFloat32(0, value, true)
  return concat([Uint8Array.from(tag(field, 5)), content])
}

export function text(field: number, value: string): Uint8Array {
  return bytes(field, encoder.encode(value))
}

/** A length-delimited field: a nested message, or raw data. */
export function bytes(field: number, content: Uint8Array): Uint8Array {
  return concat([Uint8Array.from([...tag(field, 2), ...encodeVarint(BigInt(content.length))]), content])
}

/** One message from its encoded fields. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function tag(field: number, wireType: number): number[] {
  return encodeVarint(BigInt((field << 3) | wireType))
}

/** Negative numbers take their 64-bit two's complement, as protobuf wants. */
function encodeVarint(value: bigint): number[] {
  let rest = BigInt.asUintN(64, value)
  const out: number[] = []
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    out.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return out
}
