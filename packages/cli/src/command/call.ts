import type { CommandIo } from './define-command.js'

/** A command line that is about to run. */
export type Call = {
  /** What the user wrote, by option. */
  readonly given: Readonly<Record<string, unknown>>
  /** All words of the command, such as `vllm-compare container`. */
  readonly command: string
  readonly io: CommandIo
}
