import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { engineFolder } from './engine-folder.mjs'
import { writeTinyLlamaFolder } from './tiny-llama-folder.mjs'
import { writeTinyLlamaGguf } from './tiny-llama-gguf.mjs'

/** Path of the tiny model, written when it is first wanted. */
export const tinyGguf = () => made('tiny-llama.gguf', writeTinyLlamaGguf)
export const tinyFolder = () => made('tiny-llama', writeTinyLlamaFolder)

function made(name, write) {
  const folder = engineFolder('models')
  const path = join(folder, name)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  write(`${path}.part`)
  renameSync(`${path}.part`, path)
  return path
}
