import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/**
 * Values as a list with commas, in which `1..256` stands for 1, 2, 4 and so on up to 256, which is the last.
 *
 * @param flag - for the error.
 * @throws BenchError `invalid_argument` for an empty list, a value that is there twice, or a range that does not rise from above 0.
 */
export function valueList(flag: string, text: string): string[] {
  const values = text.split(',').flatMap((each) => doubling(flag, each.trim()))
  if (values.some((each) => each === ''))
    throw invalidArgument(flag, text, 'give values with commas between, such as 1,2,4')
  const twice = values.find((each, at) => values.indexOf(each) !== at)
  if (twice !== undefined) throw invalidArgument(flag, text, `${twice} stands there twice`)
  return values
}

function doubling(flag: string, text: string): string[] {
  const [, from, to] = /^([\d.]+?)\.\.([\d.]+)$/.exec(text) ?? []
  if (from === undefined || to === undefined) return [text]
  const [low, high] = [Number(from), Number(to)]
  if (!(low > 0 && high > low)) throw invalidArgument(flag, text, 'a range rises from above 0: 1..256')
  const values: string[] = []
  for (let value = low; value < high; value *= 2) values.push(String(value))
  return [...values, String(high)]
}
