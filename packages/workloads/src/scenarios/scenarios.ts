import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { agent } from './agent.js'
import { batch } from './batch.js'
import { chat } from './chat.js'
import { code } from './code.js'
import type { Scenario } from './define-scenario.js'
import { longContext } from './long-context.js'
import { rag } from './rag.js'
import { summarise } from './summarise.js'

/** Every scenario there is. */
export const scenarios: readonly Scenario[] = [chat, rag, code, agent, longContext, summarise, batch]

/** @throws BenchError `invalid_argument` for an unknown name, listing what exists. */
export function scenarioNamed(name: string): Scenario {
  return entryNamed(scenarios, { kind: 'scenario', name })
}
