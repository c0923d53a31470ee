import { stripVTControlCharacters } from 'node:util'
import { expect } from 'vitest'

/** Nothing that a server says moves the cursor of a terminal. */
export function expectPlain(text: string): void {
  expect(text.replaceAll('\n', '')).toBe(stripVTControlCharacters(text).replaceAll('\n', ''))
}
