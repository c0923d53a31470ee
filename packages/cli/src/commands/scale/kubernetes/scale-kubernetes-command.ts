import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { fileError, secretsInText } from '@sagellm-benchmark/protocol-types/edge'
import { filesFolder, type KubernetesPlan, kubernetesManifests, manifestText } from '@sagellm-benchmark/suite/shards'
import type { CommandIo, ExitCode } from '../../../command/define-command.js'
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
  io.stdout.write(manifestText(kubernetesManifests(plan)))
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
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('read', path, error)
  })
  if (secretsInText(text).some((each) => !each.startsWith('${')))
    throw new BenchError('invalid_argument', `${found.value} holds a secret, and a ConfigMap is read by many`, {
      hint: 'put it into a Secret, --env-secret NAME, and write ${NAME} in the config',
    })
  const name = basename(path).replaceAll(/[^\w.-]/g, '-')
  const word = line[found.at] as string
  const words = line.with(found.at, `${word.slice(0, word.length - found.value.length)}${filesFolder}/${name}`)
  return { words, files: { [name]: text } }
}
