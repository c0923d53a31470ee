import type { Flags } from '../../options/flag-words.js'
import type { ForeignLine } from './foreign-line.js'

/** Commands of ours that a line of another tool may mean. */
export type OurCommand = 'run' | 'sweep' | 'capacity'

/** Our flags for a line, and what is not the same. */
export type Translated = {
  /** @default 'run' */
  readonly command?: OurCommand
  readonly flags: Flags
  readonly notes: readonly string[]
}

/** What a line may name beside its flags. */
export type Beside = {
  /** The text of a file that the line names. @throws BenchError where it cannot be read. */
  readonly readText: (path: string) => string
  /** Our words for a line within the line, as that of `vllm bench sweep --bench-cmd`. */
  readonly translateInner: (words: readonly string[]) => Translated
}

/** Takes the flags whose values mean something else here, and adds what the tool does where nothing is said. */
export type Translator = (line: ForeignLine, beside: Beside) => Translated
