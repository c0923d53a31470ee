import { heldSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { withoutVariables } from './expand-variables.js'

/**
 * Writes texts for a config so that none shows a secret that this program holds: each becomes the variable of the environment that has
 * this value, or a new one.
 *
 * @returns `text` for each text, and `named` for the new variables that its results use.
 */
export function hideSecrets(env: Readonly<Record<string, string | undefined>>) {
  const longestFirst = heldSecrets().toSorted((a, b) => b.length - a.length)
  const newNames = new Map<string, string>()
  const nameOf = (secret: string) => {
    const own = Object.keys(env).find((name) => env[name] === secret && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    if (own !== undefined) return own
    const name = newNames.get(secret) ?? freeName(newNames.size + 1, env)
    newNames.set(secret, name)
    return name
  }
  const text = (whole: string): string => {
    const secret = longestFirst.find((each) => whole.includes(each))
    if (secret === undefined) return withoutVariables(whole)
    const pieces = whole.split(secret).map(text)
    const last = pieces.length - 1
    return pieces.map((piece, at) => (at === last ? piece : dollarsApart(piece))).join(`\${${nameOf(secret)}}`)
  }
  return { text, named: () => [...newNames.values()] }
}

/** A dollar sign right before a variable would make a text of it, so that it stands there as the default of one that nobody sets. */
function dollarsApart(text: string): string {
  return text.replace(/\$+$/, (dollars) => '${DOLLAR:-$}'.repeat(dollars.length))
}

/** Its name says that it is secret, so that whoever reads the config again holds its value. */
function freeName(at: number, env: Readonly<Record<string, string | undefined>>): string {
  const name = at === 1 ? 'BENCHMARK_SECRET' : `BENCHMARK_${at}_SECRET`
  return env[name] === undefined ? name : freeName(at + 1, env)
}
