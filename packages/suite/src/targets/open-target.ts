import { BenchError, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { holdSecrets, secretsInJson } from '@sagellm-benchmark/protocol-types/edge'
import type { AnyTarget, OpenTarget, TargetDefinition, TargetIo } from './define-target.js'
import { targets as ours } from './targets.js'

/**
 * Opens what a plan wants measured: loads the model, starts what is simulated, or waits until the endpoint answers a real
 * request.
 *
 * @param targets - definitions of the caller; they go before ours of the same kind.
 * @throws BenchError `not_found` for a kind that nobody defines, and as the definition's `open`.
 * @example
 * const target = await openTarget(plan, { apiKey: process.env.OPENAI_API_KEY })
 * try { ... } finally { await target.close() }
 */
export function openTarget(plan: RunPlan, io: TargetIo, targets: readonly AnyTarget[] = []): Promise<OpenTarget> {
  // Keys in the address, in a body, in the metadata: nothing that is written from now on holds them.
  holdSecrets(secretsInJson(plan))
  const { kind } = plan.target
  const definition = [...targets, ...ours].find((each) => each.kind === kind)
  if (!definition) {
    const hint = kind === 'native' ? 'hand its client over: targets: [nativeTarget(client)]' : 'define it: defineTarget'
    return Promise.reject(new BenchError('not_found', `no target of kind ${kind} is defined`, { hint }))
  }
  // The kind was compared above; the compiler cannot tie the plan's kind to the definition's.
  return (definition as unknown as TargetDefinition).open(plan as never, io)
}
