import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { type RowFields, serveGenClient, serveGenRows, type TraceOptions } from '@sagellm-benchmark/workloads/traces'

const traceFile = /^(chunk-.+)-trace\.csv$/

/**
 * The requests of a folder of ServeGen: two files for each client.
 *
 * @throws BenchError `invalid_argument` for a folder without such files, and for a client whose second file is not there;
 *   `corrupt_data` for files of another form.
 */
export async function* serveGenFolder(
  path: string,
  options: Pick<TraceOptions, 'seed' | 'startSeconds' | 'durationSeconds'>,
) {
  const names = (await readdir(path)).flatMap((file) => traceFile.exec(file)?.[1] ?? []).sort()
  if (names.length === 0)
    throw new BenchError('invalid_argument', `${path} is a folder without files of ServeGen (chunk-0-trace.csv, ...)`, {
      hint: 'give a file, or the folder of one model of ServeGen, e.g. data/language/m-large',
    })
  const clients = []
  for (const name of names) {
    const [trace, dataset] = await Promise.all(
      ['trace.csv', 'dataset.json'].map((kind) => textOf(join(path, `${name}-${kind}`))),
    )
    clients.push(serveGenClient({ name, trace: trace as string, dataset: dataset as string }))
  }
  yield* serveGenRows(clients, options) as AsyncGenerator<RowFields>
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw fileError('read', path, cause)
  }
}
