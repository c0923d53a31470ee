import { invalidArgument } from '@sagellm-benchmark/protocol-types'

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const labelPattern = new RegExp(`^${label}$`)
const subdomainPattern = new RegExp(`^${label}(?:\\.${label})*$`)
const keyNamePattern = /^[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?$/

/**
 * A name that is one label of the DNS (RFC 1123).
 *
 * @param max - characters that it may have: less than 63 where more is put behind it.
 * @throws BenchError `invalid_argument`.
 */
export function checkedLabelName(what: string, text: string, max = 63): string {
  if (text.length <= max && labelPattern.test(text)) return text
  throw invalidArgument(
    what,
    text,
    `give at most ${max} lower-case letters, digits and hyphens, none of these at an end`,
  )
}

/** The name of a Service begins with a letter (RFC 1035), and ours bears that of the Job. @throws BenchError `invalid_argument`. */
export function checkedServiceName(what: string, text: string, max = 63): string {
  if (/^[a-z]/.test(text)) return checkedLabelName(what, text, max)
  throw invalidArgument(what, text, 'begin it with a lower-case letter')
}

/** A name that may have several labels with dots, as of a Secret or a claim (RFC 1123). @throws BenchError `invalid_argument`. */
export function checkedSubdomainName(what: string, text: string): string {
  if (text.length <= 253 && subdomainPattern.test(text)) return text
  throw invalidArgument(what, text, 'give lower-case letters, digits, hyphens and dots')
}

/** A label `KEY=VALUE`, the key with an optional prefix: `team=serving`, `kueue.x-k8s.io/queue-name=bench`. @throws BenchError `invalid_argument`. */
export function checkedLabel(what: string, text: string): readonly [key: string, value: string] {
  const at = text.indexOf('=')
  const [key, value] = [text.slice(0, at), text.slice(at + 1)]
  const [name = '', prefix] = key.split('/').reverse()
  const fits =
    at > 0 &&
    key.split('/').length <= 2 &&
    (prefix === undefined || (prefix.length <= 253 && subdomainPattern.test(prefix))) &&
    [name, ...(value === '' ? [] : [value])].every((each) => each.length <= 63 && keyNamePattern.test(each))
  if (fits) return [key, value]
  throw invalidArgument(
    what,
    text,
    'give KEY=VALUE of letters, digits, hyphens, underscores and dots, such as team=serving',
  )
}

/** An amount in the form of Kubernetes: `2`, `500m`, `1.5`, `2Gi`. @throws BenchError `invalid_argument`. */
export function checkedQuantity(what: string, text: string): string {
  if (/^(?:\d+(?:\.\d+)?|\.\d+)(?:m|[kMGTPE]|[KMGTPE]i|[eE]\d+)?$/.test(text) && Number.parseFloat(text) > 0)
    return text
  throw invalidArgument(what, text, 'give an amount as Kubernetes takes it, such as 2, 500m or 2Gi')
}
