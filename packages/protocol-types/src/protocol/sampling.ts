import { z } from 'zod'
import { invalidArgument } from '../errors/bench-error.js'
import { setPreparation } from '../json/upgrade.js'
import { lax, unset } from './lax.js'

export const DecodingStrategy = z.enum(['greedy', 'sampling', 'beam_search', 'contrastive', 'speculative'])
export type DecodingStrategy = z.infer<typeof DecodingStrategy>

export const SamplingPreset = z.enum(['deterministic', 'balanced', 'creative', 'precise'])
export type SamplingPreset = z.infer<typeof SamplingPreset>

/**
 * How tokens are chosen. A strategy that is not given follows from the temperature: greedy at 0, else sampling; that is so for
 * JSON that is read. Which strategy goes with which number is not checked: see `checkSampling`.
 */
export const SamplingParams = z.object({
  strategy: DecodingStrategy.default('sampling'),
  temperature: lax.float({ min: 0, max: 2 }).default(1),
  topP: lax.float({ above: 0, max: 1 }).default(1),
  topK: lax.int({ min: -1 }).default(0),
  beamSize: lax.int({ above: 0 }).default(4),
  lengthPenalty: lax.float().default(1),
  earlyStopping: lax.bool().default(true),
  alpha: lax.float({ min: 0, max: 1 }).default(0.6),
  penaltyAlpha: lax.float({ min: 0 }).default(0.6),
  repetitionPenalty: lax.float({ min: 1 }).default(1),
  presencePenalty: lax.float({ min: -2, max: 2 }).default(0),
  frequencyPenalty: lax.float({ min: -2, max: 2 }).default(0),
  maxTokens: unset(lax.int({ above: 0 })),
  stopSequences: unset(lax.list(lax.text())),
  nSpeculativeTokens: lax.int({ min: 1 }).default(5),
  seed: unset(lax.int()),
  skipSpecialTokens: lax.bool().default(true),
})
export type SamplingParams = z.infer<typeof SamplingParams>

setPreparation(SamplingParams, (json) => {
  if ('strategy' in json) return json
  const temperature = SamplingParams.shape.temperature.safeParse(json.temperature)
  return { ...json, strategy: temperature.success && temperature.data === 0 ? 'greedy' : 'sampling' }
})

/**
 * What the package's `validate_strategy_params` refuses.
 *
 * @throws BenchError `invalid_argument` for sampling at temperature 0 and for a beam search of one beam.
 */
export function checkSampling({ strategy, temperature, beamSize }: SamplingParams): void {
  if (strategy === 'sampling' && temperature === 0)
    throw invalidArgument('temperature', 0, 'sampling needs a temperature above 0, or take the strategy greedy')
  if (strategy === 'beam_search' && beamSize === 1)
    throw invalidArgument('beamSize', 1, 'a beam search needs at least 2 beams')
}
