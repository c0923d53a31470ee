import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import type { ComparisonPlanInput } from '@sagellm-benchmark/protocol-types/comparison'
import type { CommandIo } from '../../command/define-command.js'
import { countsSessions } from '../../options/counts-sessions.js'
import { sessionBeginsOf } from '../../options/session-begins-of.js'
import type { SessionFlags } from '../../options/session-flags.js'
import { loadOfSessionFile, sessionLoad, sessionWorkload } from '../../options/session-workload.js'

type Scenario = ComparisonPlanInput['scenarios'][number]

export type SessionScenario = {
  readonly scenario: Scenario
  /** What begins the sessions; `null` where the flags name no such load. */
  readonly named: LoadPlan | null
  /** The same where no other load is named: as they were recorded, else one after the other. */
  readonly usual: LoadPlan
}

type Flags = SessionFlags & { readonly promptTokens?: number | undefined }

/**
 * The scenario of `--turns` or `--session-file`; `null` where the flags ask for no sessions.
 *
 * @throws BenchError as `sessionBeginsOf`; `invalid_argument` for flags that do not fit together.
 */
export async function sessionScenario(options: Flags, io: CommandIo): Promise<SessionScenario | null> {
  if (!countsSessions(options)) return null
  const begins = await sessionBeginsOf(options, io)
  const named = sessionLoad(options)
  const usual = loadOfSessionFile(options, begins) ?? { kind: 'closed', concurrency: 1, rampUpSeconds: 0 }
  const [workload] = sessionWorkload(options, null, begins) ?? []
  if (!workload) return null
  const { requests: _, load: __, ...scenario } = workload
  const { promptTokens = scenario.promptTokens, outputTokens = scenario.outputTokens } = options
  return { scenario: { ...scenario, promptTokens, outputTokens }, named, usual }
}
