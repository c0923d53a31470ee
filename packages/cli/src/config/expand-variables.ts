/** A text after its variables were put in, and which they were. */
export type Expanded = {
  readonly text: string
  readonly variables: readonly { readonly name: string; readonly value: string }[]
}

/**
 * Puts variables of the environment into a text: `${NAME}`, and `${NAME:-default}` where the variable may be unset or empty. Two dollar
 * signs before a brace stand for one that is meant.
 *
 * @param wrong - makes the error of a variable that is not there, or of a brace that names none.
 */
export function expandVariables(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  wrong: (problem: string, hint: string) => Error,
): Expanded {
  const variables: { name: string; value: string }[] = []
  const put = (_all: string, escaped: string | undefined, inside: string | undefined) => {
    if (escaped !== undefined) return '${'
    const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(inside ?? '') ?? []
    if (name === undefined)
      throw wrong(
        'holds a ${ that names no variable',
        'write ${NAME} or ${NAME:-default}, and $${ for the two characters',
      )
    const own = env[name]
    // As in a shell, an empty variable takes its default; without one, an empty variable is an empty text.
    const value = fallback !== undefined && (own === undefined || own === '') ? fallback : own
    if (value === undefined)
      throw wrong(
        `needs the variable ${name}, which the environment does not have`,
        `export it first, or write \${${name}:-default}`,
      )
    if (own !== undefined && own !== '') variables.push({ name, value: own })
    return value
  }
  return { text: text.replace(/(\$\$\{)|\$\{(?:([^}]*)\})?/g, put), variables }
}

/** A text that `expandVariables` gives back as it is. */
export function withoutVariables(text: string): string {
  return text.replaceAll('${', () => '$${')
}
