/**
 * Labels by the address that they share, for addresses with several: such targets are one server.
 *
 * @param targets - an address of `null` is not known, and shared with nobody.
 * @example sharedAddresses([{ label: 'a', url: 'http://h/v1' }, { label: 'b', url: 'http://h/v1/' }]) // [['a', 'b']]
 */
export function sharedAddresses(
  targets: readonly { readonly label: string; readonly url: string | null }[],
): string[][] {
  const labels = new Map<string, string[]>()
  for (const { label, url } of targets) {
    if (url === null) continue
    const address = addressOf(url)
    labels.set(address, [...(labels.get(address) ?? []), label])
  }
  return [...labels.values()].filter(({ length }) => length > 1)
}

/** The same server under another spelling: names of this machine, a slash at the end. */
export function addressOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { protocol, hostname, port, pathname } = new URL(url)
  const host = /^(localhost|\[::1\])$/.test(hostname) ? '127.0.0.1' : hostname
  return `${protocol}//${host}:${port}${pathname.replace(/\/+$/, '')}`
}
