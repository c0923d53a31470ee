import type { Flags } from '../../options/flag-words.js'
import type { ForeignLine } from './foreign-line.js'

/** Our flags for a line, and what is not the same. */
type Translated = { readonly flags: Flags; readonly notes: readonly string[] }

/** Takes the flags whose values mean something else here, and adds what the tool does where nothing is said. */
export type Translator = (line: ForeignLine) => Translated
