import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Puts a library without content where PyTorch's build for GPUs looks for each library of CUDA that it was linked with, so that it
 * loads on a machine without one and computes on the CPU. PyPI has no build for the CPU alone; needs gcc, readelf and nm.
 *
 * @param folder - `torch/lib` of an installed PyTorch.
 */
export function stubCudaLibraries(folder) {
  const libraries = readdirSync(folder).filter((name) => /\.so(\.|$)/.test(name))
  const wanted = new Set(libraries.flatMap((name) => neededBy(join(folder, name))))
  const missing = [...wanted].filter((name) => CUDA.test(name) && !existsSync(join(folder, name)))
  if (missing.length === 0) return
  const versions = new Map(libraries.flatMap((name) => versionsWantedBy(join(folder, name))))
  const symbols = new Map(missing.map((name) => [name, new Set()]))
  // Where a symbol without a version is looked for depends on who loads whom: each library holds it.
  for (const { symbol, version } of libraries.flatMap((name) => undefinedIn(join(folder, name)))) {
    for (const name of version === undefined ? missing : [versions.get(version)]) symbols.get(name)?.add(symbol)
  }
  const work = mkdtempSync(join(tmpdir(), 'stub-'))
  try {
    for (const name of missing) {
      const source = join(work, `${name}.c`)
      const script = join(work, `${name}.map`)
      writeFileSync(
        source,
        [...symbols.get(name)].map((symbol) => `long ${symbol}(void) { return ${NO_DEVICE}; }\n`).join(''),
      )
      const own = [...versions].filter(([, library]) => library === name).map(([version]) => version)
      writeFileSync(
        script,
        own.map((version, index) => `${version} { ${index === 0 ? 'global: *;' : ''} };\n`).join(''),
      )
      const flags = ['-shared', '-fPIC', '-w', '-fno-builtin', `-Wl,-soname,${name}`]
      if (own.length > 0) flags.push(`-Wl,--version-script=${script}`)
      execFileSync('gcc', [...flags, '-o', join(folder, name), source])
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What CUDA answers on a machine without a device. */
const NO_DEVICE = 100

const CUDA = /^lib(cu|nv|nccl)/

function neededBy(path) {
  const listing = execFileSync('readelf', ['-d', path], { encoding: 'utf8' })
  return [...listing.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map((match) => match[1])
}

/** `[version, library]` of each version of a CUDA library that a library wants. */
function versionsWantedBy(path) {
  const listing = execFileSync('readelf', ['-V', path], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  let library = ''
  return listing.split('\n').flatMap((line) => {
    library = /File: (\S+)/.exec(line)?.[1] ?? library
    const version = /Name: (\S+)/.exec(line)?.[1]
    return version && CUDA.test(library) ? [[version, library]] : []
  })
}

function undefinedIn(path) {
  const listing = execFileSync('nm', ['-D', '--undefined-only', path], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  return [...listing.matchAll(/ U (\w+)(?:@+(\S+))?/g)]
    .map(([, symbol, version]) => ({ symbol, version }))
    .filter(({ symbol, version }) => version !== undefined || /^_*(cu|nv|nccl)/.test(symbol))
}
