import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'

/** Flags that differ from run to run and change nothing that is measured. */
const noSetting: ReadonlySet<string> = new Set([
  ...['output', 'output-dir', 'output-json', 'output-markdown', 'seed', 'quiet', 'verbose', 'html', 'plot', 'label'],
  ...[
    'plot-dir',
    'plot-format',
    'theme',
    'dpi',
    'metadata',
    'export',
    'layout',
    'threshold',
    'on-undecided',
    'fail-on',
  ],
])
const LONGEST = 200

/** What of the environment of a run may change its figures, as names and texts. */
export function environmentFacts(environment: EnvironmentManifest | null): Record<string, string> {
  if (environment === null) return {}
  const { cpu, os, runtime, git, packages, environmentVariables, machine, container } = environment
  return {
    ...withoutNulls({
      'cpu.governor': cpu.governor,
      'cpu.affinity': cpu.affinity,
      'cpu.quota_cores': cpu.quotaCores === null ? null : String(cpu.quotaCores),
      'os.kernel': os.kernel,
      'os.name': os.name,
      runtime: `${runtime.name} ${runtime.version}`,
      'container.kind': container.kind,
      machine,
      git_commit: git === null ? null : `${git.commit.slice(0, 12)}${git.dirty === true ? ', changed' : ''}`,
    }),
    ...prefixed('package', packages),
    ...prefixed('env', environmentVariables),
    ...prefixed('flag', flagsOf(environment.commandLine)),
  }
}

/** The texts that are known. */
export function withoutNulls(texts: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [[name, text.slice(0, LONGEST)]])),
  )
}

function prefixed(prefix: string, texts: Readonly<Record<string, string | null>>): Record<string, string> {
  return withoutNulls(Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${prefix}.${name}`, text])))
}

/** `--name value`, `--name=value` and `--name` of a command line. */
function flagsOf(words: readonly string[]): Record<string, string> {
  const flags = new Map<string, string>()
  words.forEach((word, at) => {
    const [, name, own] = /^--([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined || noSetting.has(name)) return
    const next = words[at + 1]
    const value = own ?? (next === undefined || next.startsWith('--') ? 'set' : next)
    const before = flags.get(name)
    flags.set(name, before === undefined ? value : `${before} ${value}`)
  })
  return Object.fromEntries(flags)
}
