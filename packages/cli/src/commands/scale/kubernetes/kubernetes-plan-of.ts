import { basename, resolve } from 'node:path'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { secretsInJson, secretsInText, standsForKey } from '@sagellm-benchmark/protocol-types/edge'
import { readYaml } from '@sagellm-benchmark/suite/files'
import { filesFolder, type KubernetesPlan } from '@sagellm-benchmark/suite/shards'
import type { CommandIo } from '../../../command/define-command.js'
import { readTextFile } from '../../../files/read-json-file.js'
import type { ScaleKubernetesOptions } from '../scale-options.js'
import { checkedShardedLine, valueInLine } from '../sharded-line.js'

/**
 * The load that the flags of `scale kubernetes` ask for, with the file of `--config` read.
 *
 * @throws BenchError `invalid_argument` for a line that is not shared, flags that exclude each other, and a config that holds a secret.
 */
export async function kubernetesPlanOf(options: ScaleKubernetesOptions, io: CommandIo): Promise<KubernetesPlan> {
  const { words, files } = await withFiles(checkedShardedLine(options.line), io)
  const { name, namespace, image, shards, cpu, memory, tokenSecret, envSecret, jobLabel, jobset } = options
  const results = resultsOf(options)
  return {
    ...{ name, namespace, image, shards, cpu, memory, results, tokenSecret, words, files },
    ...{ envSecrets: envSecret, labels: jobLabel, jobSet: jobset },
  }
}

function resultsOf({ storage, claim }: ScaleKubernetesOptions): KubernetesPlan['results'] {
  if (claim === undefined) return storage === 'none' ? null : { size: storage ?? '1Gi' }
  if (storage === undefined) return { claim }
  throw invalidArgument('--storage', storage, 'leave it out beside --claim, which has its size already')
}

/** The config of the line goes into the ConfigMap, and the line names it where the pods find it. */
async function withFiles(line: readonly string[], io: CommandIo) {
  const found = valueInLine(line, 'config')
  if (found === null) return { words: line, files: {} }
  const path = resolve(io.cwd, found.value)
  const text = await readTextFile(path)
  const secrets = [...secretsInText(text), ...secretsInJson(readYaml(text, found.value))]
  if (!secrets.every(isHarmless))
    throw new BenchError('invalid_argument', `${found.value} holds a secret, and a ConfigMap is read by many`, {
      hint: 'put it into a Secret, --env-secret NAME, and write ${NAME} in the config',
    })
  const name = basename(path).replaceAll(/[^\w.-]/g, '-')
  const word = line[found.at] as string
  const words = line.with(found.at, `${word.slice(0, word.length - found.value.length)}${filesFolder}/${name}`)
  return { words, files: { [name]: text } }
}

/**
 * Whether what stands in the place of a secret hides nothing: a variable of the pods, `${OPENAI_API_KEY}` or `Bearer ${TOKEN}`, a placeholder such
 * as `EMPTY`, or both, `${OPENAI_API_KEY:-EMPTY}`. Any other default of a variable would be a secret itself.
 */
function isHarmless(secret: string): boolean {
  const rest = secret
    .replace(/^(?:bearer|basic|token)\s+/i, '')
    .replaceAll(/\$\{[A-Za-z_]\w*(?:\}|$)/g, '')
    .replaceAll(/\$\{[A-Za-z_]\w*:-([^}]*)(?:\}|$)/g, '$1')
  // What is found by a colon may be the default of a variable, with the dash before it.
  return !/[A-Za-z0-9]/.test(rest) || standsForKey(rest.replace(/^-/, ''))
}
