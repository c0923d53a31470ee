import { UNKNOWN_DIGEST } from '../capture-cell.js'
import type { CapturedCell, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'

type Sample = CapturedCell['samples'][number]

/** The answers of two targets to one and the same prompt. */
export type SamplePair = { readonly baseline: Sample; readonly candidate: Sample; readonly target: string }

/** Unmeasured requests of the baseline beside those of every other target, where the prompt was the same text. */
export function sharedSamples(captures: readonly TargetCapture[]): { pairs: SamplePair[]; others: number } {
  const [baseline, ...candidates] = captures
  const known = new Map(samplesOf(baseline).map((sample) => [sample.requestId, sample]))
  const pairs: SamplePair[] = []
  let others = 0
  for (const candidate of candidates) {
    for (const sample of samplesOf(candidate)) {
      const first = known.get(sample.requestId)
      if (!first || first.promptDigest === UNKNOWN_DIGEST || sample.promptDigest === UNKNOWN_DIGEST) continue
      if (first.promptDigest !== sample.promptDigest) others += 1
      else pairs.push({ baseline: first, candidate: sample, target: candidate.label })
    }
  }
  return { pairs, others }
}

function samplesOf(capture: TargetCapture | undefined): Sample[] {
  return capture?.cells.flatMap(({ samples }) => samples.filter(({ errorClass }) => errorClass === null)) ?? []
}
