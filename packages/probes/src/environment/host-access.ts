import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import os from 'node:os'

/** What the manifest reads of the machine, as an effect: a test gives its own. Nothing here throws. */
export interface HostAccess {
  readonly platform: string
  readonly architecture: string
  readonly release: string
  readonly cpuModels: readonly string[]
  readonly totalMemoryBytes: number
  readonly freeMemoryBytes: number
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly runtimeVersions: Readonly<Record<string, string | undefined>>
  /** The text of a small file, or `null` where it cannot be read. */
  readText(path: string): Promise<string | null>
  /** Names in a folder; none where it cannot be read. */
  listFolder(path: string): Promise<readonly string[]>
  /** Standard output of a program, or `null` where it is absent, fails or takes longer than `timeoutMs`. */
  run(file: string, args: readonly string[], options: RunOptions): Promise<string | null>
}

type RunOptions = {
  /** @default the working folder of the process */
  readonly cwd?: string
  /** @default 2000 */
  readonly timeoutMs?: number
}

/** The machine this process runs on. */
export function localHost(): HostAccess {
  return {
    platform: process.platform,
    architecture: process.arch,
    release: os.release(),
    cpuModels: os.cpus().map((cpu) => cpu.model.trim()),
    totalMemoryBytes: os.totalmem(),
    freeMemoryBytes: os.freemem(),
    environment: process.env,
    runtimeVersions: process.versions,
    readText: async (path) => textOf(path),
    listFolder: (path) => readdir(path).catch(() => []),
    run: runProgram,
  }
}

/** Read at once: nearly all of these come out of the kernel's memory, where a thread of the pool would cost ten times the read. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function runProgram(file: string, args: readonly string[], options: RunOptions): Promise<string | null> {
  const { timeoutMs = 2000, cwd } = options
  return new Promise((resolve) => {
    const limits = { timeout: timeoutMs, maxBuffer: 1 << 20, windowsHide: true, ...(cwd === undefined ? {} : { cwd }) }
    execFile(file, [...args], limits, (error, stdout) => resolve(error ? null : stdout))
  })
}
