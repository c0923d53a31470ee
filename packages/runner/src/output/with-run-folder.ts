import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRunFolder, isRunBelow, type RunFolder, type RunFolderOptions } from './create-run-folder.js'
import { checksumFile, signatureFile, writeChecksums } from './checksums.js'
import { filesHeld } from './noted-files.js'

/**
 * Lets `work` write into the folder of a run. Where it fails before anything was measured, the folder is as it was before, and
 * gone where it was new; one that holds records, its own or of a run below it, or finished points of a sweep or a search, or the log of a server
 * that did not start, stays. Where it ends well, the manifest
 * (`SHA256SUMS`) lists every file that was written, and of each run in a folder below its manifest.
 *
 * @throws BenchError as `createRunFolder`, and whatever `work` throws.
 */
export async function withRunFolder<Result>(
  path: string,
  options: RunFolderOptions,
  work: (folder: RunFolder) => Promise<Result>,
): Promise<Result> {
  const folder = await createRunFolder(path, { ...options, artifacts: [...(options.artifacts ?? []), checksumFile] })
  let result: Result
  try {
    result = await work(folder)
    await writeManifest(path)
  } catch (error) {
    await ((await holdsEvidence(path)) ? folder.release() : folder.discard()).catch(() => {})
    throw error
  }
  await folder.release()
  return result
}

/** Of the files of this measurement alone: the folder may hold others. A run in a folder below is listed by its manifest, which lists the rest. */
async function writeManifest(path: string): Promise<void> {
  const held = filesHeld(path)
  const below = held.filter(isRunBelow).map((mark) => `${dirname(mark)}/${checksumFile}`)
  const files = [...new Set([...held, ...below])]
  const there = await Promise.all(files.map(async (name) => ((await isFile(join(path, name))) ? [name] : [])))
  const listed = there
    .flat()
    .filter((name) => name !== checksumFile && name !== signatureFile && !/(^|\/)\./.test(name))
  await writeChecksums(path, listed.sort())
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function holdsEvidence(path: string): Promise<boolean> {
  const isEvidence = (name: string) => isRunBelow(name) || /(^|\/)(records|points|visits)\.jsonl$|\.log$/.test(name)
  const files = filesHeld(path).filter(isEvidence)
  const sizes = await Promise.all(
    files.map((name) =>
      stat(join(path, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.some((size) => size > 0)
}
