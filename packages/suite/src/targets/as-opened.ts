import type { TargetPlan } from '@sagellm-benchmark/protocol-types'

/** A plan's target with what was learnt by opening it, and without what the open target's plan may hold of secrets. */
export function asOpened(target: TargetPlan, { model, ...opened }: TargetPlan): TargetPlan {
  if (target.kind !== 'endpoint' || opened.kind !== 'endpoint') return { ...target, model }
  const { fieldChanges, chunkProof } = opened
  return { ...target, model, fieldChanges, chunkProof }
}
