import { BenchError } from '@sagellm-benchmark/protocol-types'
import { Document, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, visit } from 'yaml'

/**
 * The value of a YAML text, of which JSON is a part. Merge keys (`<<`) are obeyed. A value that Python wrote with the tag of one of its
 * classes, as the original's template is, is read as the plain value inside: nothing is ever called or made by a tag.
 *
 * @param place - the file's name, for errors.
 * @param change - may change the scalars of the text before they become values. @default nothing is changed
 * @throws BenchError `corrupt_data` with the line of the mistake, also where the text holds a second document.
 */
export function readYaml(text: string, place: string, change?: (document: Document) => void): unknown {
  const document = onlyDocument(text, place)
  const [error] = document.errors
  if (error) throw unreadable(place, error)
  change?.(document)
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

function onlyDocument(text: string, place: string): Document {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent', prettyErrors: true, lineCounter: lines })
  if ('empty' in documents) return new Document(null)
  const [first, second] = documents as [Document, Document?]
  if (second === undefined || first.errors.length > 0) return first
  const { line } = lines.linePos(second.range?.[0] ?? 0)
  throw new BenchError('corrupt_data', `${place} holds a second YAML document, at line ${line}`, {
    hint: 'keep one: whatever stands behind a line of --- would be passed over',
  })
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
