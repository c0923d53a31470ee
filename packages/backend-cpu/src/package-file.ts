/**
 * Address of a file of this package. This module lies in src/ and its build in dist/, both directly under the package's
 * root, so the way up is the same; in the installed package, the workspace and the tests.
 */
export function packageFile(path: string): URL {
  return new URL(`../${path}`, import.meta.url)
}
