/** Ranks from 1; equal values share their mean rank. @example ranksOf([20, 10, 10]) // [3, 1.5, 1.5] */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, at) => at)
  order.sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  for (let first = 0; first < order.length; ) {
    let last = first
    while (last + 1 < order.length && values[order[last + 1] as number] === values[order[first] as number]) last++
    for (let at = first; at <= last; at++) ranks[order[at] as number] = (first + last) / 2 + 1
    first = last + 1
  }
  return ranks
}
