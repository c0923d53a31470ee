import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/** A value under a name that the user chose. */
export type LabelledValue = { readonly label: string; readonly value: string }

/**
 * `LABEL=VALUE` texts in their order; the value may hold further equals signs.
 *
 * @throws BenchError `invalid_argument` for a text without a label or value, or a label given twice.
 * @example labelledValues('--target', ['vllm=http://127.0.0.1:8000/v1'])
 */
export function labelledValues(flag: string, texts: readonly string[]): LabelledValue[] {
  const values = texts.map((text) => {
    const at = text.indexOf('=')
    const label = text.slice(0, Math.max(0, at)).trim()
    const value = text.slice(at + 1).trim()
    if (at < 0 || label === '' || value === '') throw invalidArgument(flag, text, 'write LABEL=VALUE')
    return { label, value }
  })
  const labels = values.map(({ label }) => label)
  const twice = labels.find((label, at) => labels.indexOf(label) !== at)
  if (twice !== undefined) throw invalidArgument(flag, twice, 'this label was given before; use different ones')
  return values
}

/** Values by label, where each label has to be one of the targets. */
export function valuesOfTargets(
  flag: string,
  texts: readonly string[],
  targets: readonly { readonly label: string }[],
): Map<string, string> {
  const values = labelledValues(flag, texts)
  for (const { label } of values) {
    if (targets.some((target) => target.label === label)) continue
    throw invalidArgument(
      flag,
      label,
      `no target has this label; there are ${targets.map((each) => each.label).join(', ')}`,
    )
  }
  return new Map(values.map(({ label, value }) => [label, value]))
}
