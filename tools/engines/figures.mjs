export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}

/** Time between tokens over all requests together: the time after the first tokens, over the tokens after them. */
export function meanTbt(records) {
  const sum = (value) => records.reduce((total, record) => total + value(record), 0)
  return (
    sum((record) => record.last_token_at - (record.first_step_at ?? record.first_token_at)) /
    sum((record) => record.output_tokens - 1)
  )
}
