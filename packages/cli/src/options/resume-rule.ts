import type { FlagRule } from '../command/flag-rules.js'

/** What the plan in a folder does not hold: secrets, and how progress and results are shown. */
const besidePlan: readonly string[] = [
  ...['apiKey', 'apiKeyEnv', 'apiKeyFile', 'apiKeyCommand', 'apiKeyLifetime', 'header', 'tokenCache', 'calibration'],
  ...['html', 'quiet', 'verbose', 'resume'],
]

/**
 * Every flag that says what is measured, beside `--resume`, which goes on with the plan of its folder.
 *
 * @param alsoOnResume - flags that may differ from the plan of the folder.
 */
export function resumeRule<Options extends { readonly resume?: string | undefined }>(
  shape: Readonly<Record<keyof Options & string, unknown>>,
  alsoOnResume: readonly (keyof Options & string)[] = [],
): FlagRule<Options> {
  const flags = Object.keys(shape) as (keyof Options & string)[]
  return {
    flags: flags.filter((flag) => !besidePlan.includes(flag) && !alsoOnResume.includes(flag)),
    when: ({ resume }) => resume === undefined,
    only: 'without --resume, which goes on with the plan of its folder, in that folder',
  }
}
