import { formatNumber } from './format-number.js'

/** `1 request`, `2 requests`. Not by the runtime's own formatter, whose first number costs a hundredth of a second. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : many}`
}
