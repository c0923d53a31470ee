/**
 * Where the ids that a stream brought stand among all ids of its answer. An engine sends no event for a token without text, as a
 * special one or the last, so the stream may lack some; it can neither have others nor another order.
 *
 * @returns the place of each, ascending; `null` where they are no part of the answer.
 * @example alignIds([7, 9], [7, 8, 9]) // [0, 2]
 */
export function alignIds(streamed: readonly number[], all: readonly number[]): readonly number[] | null {
  const places: number[] = []
  let next = 0
  for (const id of streamed) {
    const place = all.indexOf(id, next)
    if (place < 0) return null
    places.push(place)
    next = place + 1
  }
  return places
}
