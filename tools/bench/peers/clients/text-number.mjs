/** The number of a request, which the server writes as each token of its answer; `undefined` where the text holds none. */
export function numberIn(text) {
  const [digits] = /\d{6}/.exec(text ?? '') ?? []
  return digits === undefined ? undefined : Number(digits)
}
