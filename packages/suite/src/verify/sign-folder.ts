import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { checksumFile, signatureFile } from '@sagellm-benchmark/runner/convergence'
import { writeNamedFile } from '@sagellm-benchmark/runner/output'
import { readTextFile } from '../files/read-json-file.js'

export type SignOptions = {
  /** File with an ed25519 key in PEM: the private one to sign, the public one to check. */
  readonly key: string
  readonly cwd?: string
}

/**
 * Signs the manifest of a folder with ed25519, and with it every file that the manifest lists; the signature is base64 of 64 bytes.
 *
 * @returns path of the signature.
 * @throws BenchError `not_found` for a folder without a manifest, `invalid_argument` for what is no private ed25519 key.
 */
export async function signFolder(folder: string, { key, cwd = process.cwd() }: SignOptions): Promise<string> {
  const place = resolve(cwd, folder)
  const signature = sign(null, await manifestOf(place), await keyOf(resolve(cwd, key), createPrivateKey))
  const path = join(place, signatureFile)
  // Noted beside the manifest, so that it leaves with it when another run takes the folder.
  await writeNamedFile(path, `${signature.toString('base64')}\n`, { madeOf: join(place, checksumFile) })
  return path
}

/**
 * Whether the signature of a folder is of this key and this manifest. What the files themselves hold is for `verifyFolder`.
 *
 * @returns `unsigned` where there is no signature.
 * @throws BenchError as `signFolder`.
 */
export async function checkSignature(
  folder: string,
  { key, cwd = process.cwd() }: SignOptions,
): Promise<'valid' | 'invalid' | 'unsigned'> {
  const place = resolve(cwd, folder)
  const [manifest, publicKey] = [await manifestOf(place), await keyOf(resolve(cwd, key), createPublicKey)]
  const signature = await readFile(join(place, signatureFile), 'utf8').catch(() => null)
  if (signature === null) return 'unsigned'
  return verify(null, manifest, publicKey, Buffer.from(signature, 'base64')) ? 'valid' : 'invalid'
}

async function manifestOf(folder: string): Promise<Buffer> {
  return readFile(join(folder, checksumFile)).catch(() => {
    throw new BenchError('not_found', `${folder} has no ${checksumFile}`, {
      hint: 'give the folder of a finished run of this version',
    })
  })
}

/** The words of the key file never reach a message. */
async function keyOf(path: string, read: (pem: string) => KeyObject): Promise<KeyObject> {
  const pem = await readTextFile(path)
  let key: KeyObject | null = null
  try {
    key = read(pem)
  } catch {
    key = null
  }
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new BenchError('invalid_argument', `${path} holds no ed25519 key that can be used here`, {
    hint: 'make one: openssl genpkey -algorithm ed25519 -out key.pem; openssl pkey -in key.pem -pubout -out public.pem',
  })
}
