import { invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { AnswerSource, Session } from '@sagellm-benchmark/protocol-types/sessions'
import type { z } from 'zod'
import type { SessionFileOptions } from './session-file-options.js'

/** Sessions in their order: again and again the same ones. They may be read from a file as they are needed, and need not end. */
export type Sessions = Iterable<Session> | AsyncIterable<Session>

export type SessionContext = {
  readonly workload: WorkloadPlan
  /** The run's seed. */
  readonly seed: number
  /** The sessions of a file, from its first one. @throws BenchError `not_found` when the caller did not bring it. */
  readonly sessionsOf: (options: SessionFileOptions) => Sessions
}

export interface OpenSessions {
  /** Whose answers later turns see; a turn without an answer in the data is followed by the server's. */
  readonly answers: AnswerSource
  /** How long answers are: as a turn or its recorded answer is, or as the workload says. @default 'turn' */
  readonly outputs?: 'turn' | 'workload'
  sessions(): Sessions
}

/** Where sessions come from: made by options, or a data set. What `PromptSource` is for requests of their own. */
export interface SessionSource<Options = unknown> {
  /** What `WorkloadPlan.source` names; its file is called the same, with hyphens. */
  readonly name: string
  readonly description: string
  /** `WorkloadPlan.sourceOptions`. Defaults live here. */
  readonly options: z.ZodType<Options>
  /** Files of sessions that it needs; the caller opens them. @default none */
  files?(options: Options): readonly SessionFileOptions[]
  /** @throws BenchError `invalid_argument` for options that cannot be used. */
  open(options: Options, context: SessionContext): OpenSessions
}

/**
 * Declares a source of sessions. Of the project's own, its file and the list `sessionSources` are all that knows it; one of a library
 * user is passed on as `sessionSources`.
 *
 * @example planSessions(plan, part, { sessionSources: [defineSessionSource({ name: 'mine', ... })] })
 */
export function defineSessionSource<Options>(source: SessionSource<Options>): SessionSource {
  const checked = (options: unknown, owner: string): Options => {
    const result = source.options.safeParse(options)
    if (result.success) return result.data
    const issue = result.error.issues[0]
    const field = ['sourceOptions', ...(issue?.path ?? [])].join('.')
    throw invalidArgument(`${field} of ${owner}`, JSON.stringify(options), issue?.message ?? '')
  }
  return {
    ...source,
    files: (options) => source.files?.(checked(options, `source ${source.name}`)) ?? [],
    open: (options, context) => source.open(checked(options, `workload ${context.workload.name}`), context),
  }
}
