/** `0.0.0.0` and `::` are listening addresses that users paste; as a destination they mean this machine. */
const ownAddresses = new Set(['localhost', '::1', '0.0.0.0', '::'])

/**
 * Whether a URL, or a host name as `URL.hostname` gives it, is of this machine. Nothing is looked up: another name that
 * happens to lead here is not known to.
 *
 * @returns `false` for a text that is neither.
 * @example isLoopback('http://127.0.0.1:8000/v1') // true
 */
export function isLoopback(urlOrHost: string): boolean {
  const host = urlOrHost.includes('://') ? hostOf(urlOrHost) : urlOrHost
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  if (ownAddresses.has(name) || name.endsWith('.localhost')) return true
  return /^127\.\d+\.\d+\.\d+$/.test(name) || /^::ffff:7f[\da-f]{2}:[\da-f]+$/.test(name)
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
