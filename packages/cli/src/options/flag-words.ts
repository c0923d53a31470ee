/** Flags and values of options, in the form of the command line: what is not set or false is left out. */
export function flagWords(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === false) return []
    if (value === true) return [`--${name}`]
    const values = Array.isArray(value) ? value : [value]
    return values.flatMap((each) => [`--${name}`, String(each)])
  })
}

/** Values of flags by name, without the dashes. */
export type Flags = Readonly<Record<string, FlagValue>>

type FlagValue = string | number | boolean | null | undefined | readonly (string | number)[]
