import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Has each module import a name from the module that declares it, past the lists of names of our packages. A bundle in pieces takes all
 * that a list holds for needed where one name of it is: a start would load comparisons, plots and a parser of YAML to measure one server.
 * Of zod, whose one name holds all of it, what nobody asks for is left out.
 */
export const directImports = {
  name: 'direct-imports',
  setup({ onLoad, resolve: found }) {
    onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const lists = new Map()
      for (const [, , , list] of text.matchAll(imported)) {
        const { path: file } = await found(list, {
          kind: 'import-statement',
          importer: path,
          resolveDir: dirname(path),
        })
        lists.set(list, file)
      }
      const contents = text
        .replace(imported, (_, verb, names, list) => direct(verb, namesIn(names), lists.get(list)))
        .replace("import { z } from 'zod'", "import * as z from 'zod'")
      return { contents, loader: 'ts' }
    })
  },
}

const imported = /^(import|export) \{([^}]*)\} from '(@sagellm-benchmark\/[^']+)'$/gm
const handedOn = /^export \{([^}]*)\} from '(\.[^']+)'$/gm

/** The same names, each from its own module. */
function direct(verb, names, list) {
  const imports = names.map(({ name, as }) => {
    const { file, name: own } = declared(list, name)
    return `${verb} { ${own} as ${as} } from ${JSON.stringify(file)}`
  })
  return imports.join(';')
}

/** Where a name of a file is declared, and what it is called there. */
function declared(file, name) {
  const from = namesHandedOn(file).get(name)
  return from === undefined ? { file, name } : declared(from.file, from.name)
}

const known = new Map()

function namesHandedOn(file) {
  let names = known.get(file)
  if (names === undefined) {
    const lists = [...readFileSync(file, 'utf8').matchAll(handedOn)]
    const own = lists.flatMap(([, list, place]) =>
      namesIn(list).map(({ name, as }) => [as, { name, file: resolve(dirname(file), place.replace(/\.js$/, '.ts')) }]),
    )
    names = new Map(own)
    known.set(file, names)
  }
  return names
}

/** The values of `a, type B, c as d`; types are gone in the bundle. */
function namesIn(list) {
  const each = list.split(',').map((part) => part.trim())
  const values = each.filter((part) => part !== '' && !part.startsWith('type '))
  return values.map((part) => {
    const [name, as = name] = part.split(/\s+as\s+/)
    return { name, as }
  })
}
