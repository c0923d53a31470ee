import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

type Step = { readonly instruction: string; readonly rest: string }
type Stage = { readonly base: string; readonly name: string | null; readonly steps: readonly Step[] }

// The recipe belongs to the workspace, not to a package, so it has no name to import it by.
const address = (file: string) => new URL(`../../../tools/image/${file}`, import.meta.url)
const { copyOf, lastOf, readStages } = (await import(address('dockerfile.mjs').href)) as {
  copyOf: (rest: string) => { readonly from: string | null; readonly source: string }
  lastOf: (stage: Stage, instruction: string) => string | null
  readStages: (text?: string) => Stage[]
}
const stages = readStages()

test('the image has two stages, and takes files from the first and from the tarball alone', () => {
  expect(stages.map(({ base }) => base)).toEqual(['node:22-bookworm-slim', 'debian:bookworm-slim'])
  const copies = stages.flatMap(({ steps }) =>
    steps.filter((step) => step.instruction === 'COPY').map(({ rest }) => copyOf(rest)),
  )
  expect(copies.map(({ from }) => from)).toEqual([null, 'install', 'install'])
  expect(copies[0]?.source).toBe('sagellm-benchmark-*.tgz')
})

test('it runs as a user by number who is not root, and its entry is the program itself, without a shell', async () => {
  const last = stages.at(-1) as Stage
  expect(lastOf(last, 'USER')).toBe('10001:10001')
  const [node, program] = JSON.parse(lastOf(last, 'ENTRYPOINT') as string) as string[]
  expect(node).toBe('node')
  const { bin } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    bin: Record<string, string>
  }
  expect(program).toBe(`/app/node_modules/sagellm-benchmark/${bin['sagellm-benchmark']}`)
})

test('the user and the folder of the pods are those of the image', async () => {
  const pods = await readFile(new URL('../../suite/src/shards/kubernetes/pod-template.ts', import.meta.url), 'utf8')
  expect(pods).toContain('const USER = 10_001')
  expect(lastOf(stages.at(-1) as Stage, 'WORKDIR')).toBe('/results')
})

test('only the tarball is sent to the builder', async () => {
  expect(await readFile(address('Dockerfile.dockerignore'), 'utf8')).toBe('*\n!sagellm-benchmark-*.tgz\n')
})

test('a line that is not understood is an error', () => {
  expect(() => readStages('FROM a\nADD b c\n')).toThrow(/not understood: ADD b c/)
})
