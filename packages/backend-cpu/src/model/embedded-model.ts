import { fileURLToPath } from 'node:url'
import { packageFile } from '../package-file.js'

/** Under which id the embedded model is served and reported. */
export const EMBEDDED_MODEL_ID = 'sagellm-benchmark/tiny-gpt2-random'

/** What every report of a run with the embedded model must say. */
export const EMBEDDED_MODEL_NOTICE =
  'The embedded tiny model has random weights: its text is meaningless, its timings are real'

/** Absolute folder of the model that ships with this package, used when no model is named. */
export function embeddedModelFolder(): string {
  return fileURLToPath(packageFile('models/tiny'))
}
