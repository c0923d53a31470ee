import type { ApiKey } from '@sagellm-benchmark/clients/endpoint'
import type { TargetPlan } from '@sagellm-benchmark/protocol-types'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparisonProgress } from '@sagellm-benchmark/runner/compare'
import type { SuiteIo } from '../io.js'

/** One endpoint that is compared, and whatever else is known of it. */
export type ComparedEndpoint = {
  /** `model: null` takes the one model that all targets serve. */
  readonly target: Extract<TargetPlan, { kind: 'endpoint' }>
  /** Never part of an artifact. @default the key of `io` */
  readonly apiKey?: ApiKey | null
  /** A shell command that starts it on this machine where nothing answers at its address. @default nothing is started */
  readonly command?: string | null
  /** Its log on this machine; evidence names it as it is written here. @default the output of `command` */
  readonly logFile?: string | null
}

/** What is to be compared. */
export type ComparisonRequest = {
  /** With the lengths that are wanted: what no target could take is clamped, and the results say so. */
  readonly plan: ComparisonPlan
  /** The first is the baseline; one alone is captured for a later comparison. */
  readonly targets: readonly ComparedEndpoint[]
  /** How often everything is measured, the targets that have a command stopped and started anew each time. @default 1 */
  readonly restarts?: number
  /** Context length of all targets. @default the smallest that any of them reports */
  readonly contextLength?: number | null
  /** Folder with `tokenizer.json`, to build prompts to length. @default a target's own `/tokenize` */
  readonly tokenizer?: string | null
  /** Contents of files that the scenarios name. @default read from disk */
  readonly files?: Readonly<Record<string, string>>
  /** Whether all targets are one and the same, which shows the noise of the setup. @default false */
  readonly self?: boolean
  /** cpu, cuda, ascend, ...: demands the feature gate of targets whose label begins with `sagellm`. @default nothing is demanded */
  readonly hardwareFamily?: string | null
  /** Sentences for every report. @default none */
  readonly notices?: readonly string[]
}

/** Where a comparison writes and who is informed. */
export type ComparisonIo = SuiteIo & {
  /** Folder for the artifacts; those of an earlier comparison there are moved aside. */
  readonly folder: string
  /**
   * Words after the program's name that measure the same again, without the key: they become `REPRODUCE.sh`.
   * @default none: a call of a library cannot be repeated from a shell
   */
  readonly reproduce?: readonly string[] | null
  /** Called before each round. @default nothing */
  readonly onProgress?: (progress: ComparisonProgress) => void
}
