import { BenchError } from '@sagellm-benchmark/protocol-types'
import { isScalar, isSeq, type Node, parseDocument, visit } from 'yaml'

/**
 * The value of a YAML text. A value that Python wrote with the tag of one of its classes, as the original's template is, is read as the plain
 * value inside: nothing is ever called or made by a tag.
 *
 * @param place - the file's name, for errors.
 * @throws BenchError `corrupt_data` with the line of the mistake.
 */
export function readYaml(text: string, place: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true })
  const [error] = document.errors
  if (error) throw unreadable(place, error)
  visit(document, {
    Node(_key, node) {
      const plain = plainValue(node)
      if (plain) return plain
      return undefined
    },
  })
  try {
    // Names that stand for the same long list over and over are a known way to fill a memory.
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    throw unreadable(place, cause as Error)
  }
}

/** What a tag of Python is put on: `!!python/object/apply:Kind [short]` is `short`. */
function plainValue(node: Node): Node | null {
  if (!node.tag?.startsWith('tag:yaml.org,2002:python/')) return null
  if (isSeq(node) && node.items.length === 1 && isScalar(node.items[0])) return node.items[0]
  delete node.tag
  return null
}

function unreadable(place: string, cause: Error): BenchError {
  return new BenchError('corrupt_data', `${place} is not YAML: ${cause.message.split('\n')[0]}`, {
    hint: 'check that the file is whole and the right one',
    cause,
  })
}
