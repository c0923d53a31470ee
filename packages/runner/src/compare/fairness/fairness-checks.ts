import type { FairnessFinding, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { clientMachine } from './client-machine.js'
import { clientSaturation } from './client-saturation.js'
import { contextLength } from './context-length.js'
import type { FairnessCheck } from './define-fairness-check.js'
import { engineVersion } from './engine-version.js'
import { greedyAnswers } from './greedy-answers.js'
import { otherTraffic } from './other-traffic.js'
import { outputLengths } from './output-lengths.js'
import { precision } from './precision.js'
import { prefixCache } from './prefix-cache.js'
import { requests } from './requests.js'
import { sampling } from './sampling.js'
import { servedModel } from './served-model.js'
import { sharedMachine } from './shared-machine.js'
import { tokenizer } from './tokenizer.js'

/** Every condition that a comparison looks at, in the order in which reports show them. */
export const fairnessChecks: readonly FairnessCheck[] = [
  servedModel,
  contextLength,
  requests,
  tokenizer,
  outputLengths,
  sampling,
  greedyAnswers,
  prefixCache,
  precision,
  engineVersion,
  otherTraffic,
  clientSaturation,
  clientMachine,
  sharedMachine,
]

/** Whether the targets met the same conditions, with the evidence for each. */
export function fairnessFindings(captures: readonly TargetCapture[]): FairnessFinding[] {
  return fairnessChecks.map(({ subject, check }) => ({ subject, ...check(captures) }))
}
