import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { engineFolder } from './engine-folder.mjs'
import { shape } from './tiny-llama.mjs'
import { writeTinyLlamaFolder } from './tiny-llama-folder.mjs'
import { writeTinyLlamaGguf } from './tiny-llama-gguf.mjs'

/** Another model has another name, so that none of an earlier version is used. */
const NAME = `tiny-llama-${shape.layers}x${shape.width}-ascii`

/** Path of the tiny model, written when it is first wanted. */
export const tinyGguf = () => made(`${NAME}.gguf`, writeTinyLlamaGguf)
export const tinyFolder = () => made(NAME, writeTinyLlamaFolder)

function made(name, write) {
  const folder = engineFolder('models')
  const path = join(folder, name)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  write(`${path}.part`)
  renameSync(`${path}.part`, path)
  return path
}
