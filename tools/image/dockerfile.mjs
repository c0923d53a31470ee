import { readFileSync } from 'node:fs'

/** The image's recipe. */
export const dockerfile = new URL('Dockerfile', import.meta.url)

/**
 * The stages of a Dockerfile, each with its base, its name and its instructions in their order. Comments and lines that go on are
 * understood; heredocs, variables and other directives are not, and an instruction that `known` lacks is an error.
 */
export function readStages(text = readFileSync(dockerfile, 'utf8')) {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages = []
  for (const line of lines) {
    const [, instruction, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? []
    if (instruction === 'FROM') {
      const [, base, name = null] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? []
      stages.push({ base, name, steps: [] })
    } else if (known.has(instruction) && stages.length > 0) stages.at(-1).steps.push({ instruction, rest })
    else throw new Error(`the Dockerfile has a line that is not understood: ${line}`)
  }
  return stages
}

const known = new Set(['WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'ENTRYPOINT', 'CMD'])

/** The value of the last such instruction of a stage; `null` where there is none. */
export function lastOf({ steps }, instruction) {
  return steps.filter((step) => step.instruction === instruction).at(-1)?.rest ?? null
}

/** Source, target and stage of a COPY. */
export function copyOf(rest) {
  const [, from = null, words] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(rest)
  const [source, target] = words.split(/\s+/)
  return { from, source, target }
}

/** The variables of an ENV. */
export function variablesOf(rest) {
  return Object.fromEntries(
    rest.split(/\s+/).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
}
