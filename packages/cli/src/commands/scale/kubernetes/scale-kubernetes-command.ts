import { basename, resolve } from 'node:path'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { secretsInJson, secretsInText, withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { readYaml } from '@sagellm-benchmark/suite/files'
import { filesFolder, type KubernetesPlan, kubernetesManifests, manifestText } from '@sagellm-benchmark/suite/shards'
import type { CommandIo, ExitCode } from '../../../command/define-command.js'
import { readTextFile } from '../../../files/read-json-file.js'
import type { ScaleKubernetesOptions } from '../scale-options.js'
import { checkedShardedLine, valueInLine } from '../sharded-line.js'

/** Prints the manifests of a load that pods share. */
export async function scaleKubernetesCommand(options: ScaleKubernetesOptions, io: CommandIo): Promise<ExitCode> {
  if (!options.render)
    throw new BenchError('invalid_argument', 'scale kubernetes sends nothing to a cluster by itself', {
      hint: 'give --render, and hand what it prints to kubectl apply -f -',
    })
  const { words, files } = await withFiles(checkedShardedLine(options.line), io)
  const { name, namespace, image, shards, cpu, memory, tokenSecret, envSecret, jobLabel, jobset } = options
  const results = resultsOf(options)
  const plan: KubernetesPlan = {
    ...{ name, namespace, image, shards, cpu, memory, results, tokenSecret, words, files },
    ...{ envSecrets: envSecret, labels: jobLabel, jobSet: jobset },
  }
  const text = manifestText(kubernetesManifests(plan))
  // It would be printed without the secret, and the pods would take what stands in its place.
  if (withoutSecrets(text) !== text)
    throw new BenchError(
      'invalid_argument',
      'a secret of this command line, or of its environment, would be in the manifests',
      {
        hint: 'they are read by many: put it into a Secret, --env-secret NAME, and leave it out behind --',
      },
    )
  io.stdout.write(text)
  return 0
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
  if (!secrets.every(isVariable))
    throw new BenchError('invalid_argument', `${found.value} holds a secret, and a ConfigMap is read by many`, {
      hint: 'put it into a Secret, --env-secret NAME, and write ${NAME} in the config',
    })
  const name = basename(path).replaceAll(/[^\w.-]/g, '-')
  const word = line[found.at] as string
  const words = line.with(found.at, `${word.slice(0, word.length - found.value.length)}${filesFolder}/${name}`)
  return { words, files: { [name]: text } }
}

/** Whether a secret is a variable of the pods, `${OPENAI_API_KEY}` or `Bearer ${TOKEN}`, and holds nothing of its own: a default would be one. */
function isVariable(secret: string): boolean {
  const rest = secret.replace(/^(?:bearer|basic|token)\s+/i, '').replaceAll(/\$\{[A-Za-z_]\w*(?:\}|$)/g, '')
  return !/[A-Za-z0-9]/.test(rest)
}
