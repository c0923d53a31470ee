/**
 * Numbers as IEEE 754 half precision, rounded to nearest and ties to even: the bits of each.
 *
 * @param values - within the range of half precision (65504).
 */
export function halves(values) {
  return Uint16Array.from(values, toHalf)
}

const single = new Float32Array(1)
const bits = new Uint32Array(single.buffer)

function toHalf(value) {
  single[0] = value
  const sign = (bits[0] >>> 16) & 0x8000
  const exponent = ((bits[0] >>> 23) & 0xff) - 112
  if (exponent >= 31) throw new RangeError(`${value} is beyond half precision`)
  const mantissa = bits[0] & 0x7fffff
  // Below 2^-14 the leading one is written out, and the exponent is the shift.
  if (exponent <= 0) return exponent < -10 ? sign : sign | rounded(mantissa | 0x800000, 14 - exponent)
  return sign | rounded((exponent << 23) | mantissa, 13)
}

/** Shifts right; what falls off rounds, a carry into the exponent included. */
function rounded(value, shift) {
  const kept = value >>> shift
  const lost = value & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return lost > half || (lost === half && kept & 1) ? kept + 1 : kept
}
