import { dirname, join } from 'node:path'
import type { HostAccess } from './host-access.js'

/**
 * Versions of installed packages, looked up as Node does: `node_modules` of `folder` and of every folder above it. The
 * package is not loaded, and its `exports` map cannot hide the version. `null` = not installed.
 */
export async function packageVersions(
  names: readonly string[],
  options: { readonly host: HostAccess; readonly folder: string },
): Promise<Record<string, string | null>> {
  const found = await Promise.all(names.map(async (name) => [name, await versionOf(name, options)] as const))
  return Object.fromEntries(found)
}

async function versionOf(name: string, options: { host: HostAccess; folder: string }): Promise<string | null> {
  for (let folder = options.folder; ; folder = dirname(folder)) {
    const version = versionIn(await options.host.readText(join(folder, 'node_modules', name, 'package.json')))
    if (version !== null || folder === dirname(folder)) return version
  }
}

function versionIn(text: string | null): string | null {
  if (text === null) return null
  try {
    const manifest: unknown = JSON.parse(text)
    const version = (manifest as { version?: unknown } | null)?.version
    return typeof version === 'string' ? version : null
  } catch {
    return null
  }
}
