export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** How far `value` is from `reference`, as a share of it. */
export function relativeDifference(value, reference) {
  return Math.abs(value / reference - 1)
}
