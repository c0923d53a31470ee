// node tools/tiny-model/make.mjs                 writes the embedded model into packages/backend-cpu/models/tiny
// node tools/tiny-model/make.mjs --check         compares the shipped files with a fresh generation; exit 1 if they differ
// node tools/tiny-model/make.mjs --out DIR       writes elsewhere, with model.safetensors for use in other engines
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { modelFiles } from './model-files.mjs'

const shipped = fileURLToPath(new URL('../../packages/backend-cpu/models/tiny/', import.meta.url))
const [flag, value] = process.argv.slice(2)
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

if (flag === '--check') check()
else if (flag === '--out' && value) write(value, modelFiles({ withSafetensors: true }))
else if (flag === undefined) write(shipped, modelFiles())
else {
  console.error('usage: make.mjs [--check | --out DIR]')
  process.exitCode = 2
}

function write(folder, files) {
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
    console.log(`${sha256(bytes)}  ${path}  ${bytes.length} bytes`)
  }
}

function check() {
  for (const [path, fresh] of Object.entries(modelFiles())) {
    const file = join(shipped, path)
    const same = existsSync(file) && sha256(readFileSync(file)) === sha256(fresh)
    console.log(`${same ? 'same   ' : 'DIFFERS'}  ${path}`)
    if (!same) process.exitCode = 1
  }
}
