import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readGitState } from './git-state.js'
import { type HostAccess, localHost } from './host-access.js'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'git-state-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.test', '-c', 'commit.gpgsign=false']
const git = (...args: string[]) =>
  execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
const state = (changes: Partial<HostAccess> = {}) => readGitState({ ...localHost(), ...changes }, folder)

function begin(): string {
  git('init', '--quiet', '--initial-branch', 'work/one')
  writeFileSync(join(folder, 'file'), '1')
  git('add', 'file')
  git('commit', '--quiet', '--message', 'first')
  return git('rev-parse', 'HEAD').trim()
}

test('a repository is clean until a file that it tracks is changed', async () => {
  const commit = begin()
  writeFileSync(join(folder, 'untracked'), '')
  expect(await state()).toEqual({ commit, branch: 'work/one', dirty: false })
  writeFileSync(join(folder, 'file'), '22')
  expect(await state()).toEqual({ commit, branch: 'work/one', dirty: true })
})

test('without a branch there is a commit, and without a commit or a repository there is nothing', async () => {
  expect(await state()).toBeNull()
  git('init', '--quiet')
  expect(await state()).toBeNull()
  const commit = begin()
  git('checkout', '--quiet', '--detach')
  expect(await state()).toEqual({ commit, branch: null, dirty: false })
})

test('where changes are not known in time, the commit and its branch still are', async () => {
  const commit = begin()
  const { run } = localHost()
  const slow: HostAccess['run'] = async (file, args, options) =>
    args.includes('status') ? null : run(file, args, options)
  expect(await state({ run: slow })).toEqual({ commit, branch: 'work/one', dirty: null })
})
