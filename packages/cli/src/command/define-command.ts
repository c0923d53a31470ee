import type { z } from 'zod'
import { configOptions } from '../config/config-options.js'
import type { FlagRule } from './flag-rules.js'

/** What a command gets from outside: streams to print to, folders, environment, signals. */
export interface CommandIo {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborts when the user asks to stop (first Ctrl-C). */
  readonly signal: AbortSignal
  /** Aborts when the user insists (second Ctrl-C): what is in flight is cut off. */
  readonly stopSignal?: AbortSignal
  /** File of this program as it was called, for command lines that are printed. @default it was called by its name */
  readonly program?: string | undefined
  /** The command line as given, for records. */
  readonly argv: readonly string[]
  /** Performs another command line of this program, with what of this world is changed. */
  readonly perform?: (args: readonly string[], changed: Partial<CommandIo>) => Promise<ExitCode>
}

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** 0 done, 1 failed, 2 usage, 3 a gate did not hold, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130

export type CommandDefinition<S extends z.ZodObject = z.ZodObject> = {
  readonly name: string
  /** One line for the list of commands. */
  readonly brief: string
  /** A few sentences and an example for the command's own help. */
  readonly details?: string
  /** Flags, their defaults and help texts: a key `maxOutputTokens` is the flag `--max-output-tokens`. */
  readonly options: S
  /** Other long names for a flag, where the meaning is equal: `{ isl: 'promptTokens' }`. */
  readonly synonyms?: Readonly<Record<string, keyof z.infer<S> & string>>
  /** Other tools' flags that take one of ours back: `{ 'disable-stream': 'stream' }` is `--no-stream`. */
  readonly negations?: Readonly<Record<string, keyof z.infer<S> & string>>
  /** Flags that would be ignored beside others, and are refused. */
  readonly rules?: readonly FlagRule<z.infer<S>>[]
  /** Flags that take one or more values after one another: `--goodput ttft:200 tpot:50`. */
  readonly lists?: readonly (keyof z.infer<S> & string)[]
  /** Flags that may be given several times where their one value is a list with commas. */
  readonly joined?: readonly (keyof z.infer<S> & string)[]
  /** The flag whose value may also be given as a bare word (`verify FOLDER` for `verify --folder FOLDER`), a list as several. */
  readonly positional?: keyof z.infer<S> & string
  /** All words behind the command's name are the value of `positional` as they stand, flags too. @default false */
  readonly raw?: boolean
  /** The option that takes all words behind `--` as they stand, another command line of this program: `scale ssh node-2 -- run --concurrency 8`. */
  readonly behindDashes?: keyof z.infer<S> & string
  /** Whether it measures: such a command takes its flags from a `--config` too. @default false */
  readonly measures?: boolean
  /** Loads the code that does the work, only when the command is called. */
  readonly load: () => Promise<(options: z.infer<S>, io: CommandIo) => Promise<ExitCode>>
}

/** A group of commands under one word: `vllm-compare run`. */
export type CommandGroup = {
  readonly name: string
  readonly brief: string
  readonly commands: readonly AnyCommand[]
  /** Name of the command that is meant where flags follow the group's word at once. */
  readonly usual?: string
}

/** A command whose options type has been forgotten, as the list of all commands holds it. */
export type AnyCommand = CommandDefinition<z.ZodObject> | CommandGroup

/** Declares a command; the schema gives the types of `load`'s function. One that measures gets the flags of a config. */
export function defineCommand<S extends z.ZodObject>(definition: CommandDefinition<S>): AnyCommand {
  const command = definition as unknown as CommandDefinition<z.ZodObject>
  return command.measures ? { ...command, options: command.options.extend(configOptions) } : command
}
