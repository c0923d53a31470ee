import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { InstallAscendOptions } from '../vllm-compare-options.js'
import { ascendProfiles, chooseProfile } from './ascend-profiles.js'
import { installAscendCommand } from './install-ascend.js'

let folder: string
let python: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ascend-install-'))
  python = join(folder, 'python')
  // Says what environment it is of, and notes everything else that it is asked to run.
  const script = `#!/usr/bin/env bash
if [[ "$2" == *base_prefix* ]]; then echo "$KIND /opt/env"; exit 0; fi
printf '%s\\n' "$*" >> "${folder}/calls"
[[ "$*" != *"$FAILS"* || -z "$FAILS" ]]
`
  await writeFile(python, script)
  await chmod(python, 0o755)
})
beforeEach(() => rm(join(folder, 'calls'), { force: true }))
afterAll(() => rm(folder, { recursive: true, force: true }))

const calls = async () =>
  (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter((each) => each !== '')

async function cann(version: string): Promise<Record<string, string>> {
  await writeFile(join(folder, 'version.cfg'), `# version\nruntime_running_version=[${version}:CANN-${version}]\n`)
  return { SAGELLM_ASCEND_TOOLKIT_HOME: folder }
}

async function install(env: Record<string, string>, options: Partial<InstallAscendOptions> = {}) {
  let stdout = ''
  const io = {
    stdout: { write: (text: string) => void (stdout += text) },
    stderr: { write: () => {} },
    env: { BENCH_VLLM_ASCEND_PY: python, ...env },
    cwd: folder,
    signal: new AbortController().signal,
    argv: [],
  }
  process.env['KIND'] = env['KIND'] ?? 'own free'
  process.env['FAILS'] = env['FAILS'] ?? ''
  try {
    const code = await installAscendCommand(InstallAscendOptions.parse(options), io)
    return { code, stdout }
  } finally {
    delete process.env['KIND']
    delete process.env['FAILS']
  }
}

describe('install-ascend', () => {
  test.each([
    ['8.3.RC1', 'official-v0.11.0'],
    ['8.5.0', 'official-v0.13.0'],
  ])('takes the set of CANN %s, installs it one by one, and tries the NPU', async (version, name) => {
    const { code, stdout } = await install(await cann(version))
    expect(code).toBe(0)
    expect(stdout).toContain(`# ${name}, for CANN`)
    const ran = await calls()
    const installed = ran.flatMap((each) => /^-m pip install (\S+==\S+)$/.exec(each)?.[1] ?? [])
    expect(installed).toEqual(ascendProfiles[name]?.requirements)
    expect(ran.at(-2)).toBe('-m pip check')
    expect(ran.at(-1)).toContain('import torch, torch_npu, vllm, vllm_ascend')
  })

  test('refuses a CANN that no set was validated for, and one that the named set is not for', async () => {
    await expect(install(await cann('8.2.RC1'))).rejects.toMatchObject({ code: 'invalid_argument' })
    await expect(install(await cann('8.2.RC1'), { profile: 'official-v0.11.0' })).rejects.toThrow('CANN cannot be')
    const wrong = { ...(await cann('8.5.0')), BENCH_ASCEND_PROFILE: 'official-v0.11.0' }
    await expect(install(wrong)).rejects.toThrow('CANN cannot be "8.5.0"')
    expect(await calls()).toEqual([])
    const { stdout } = await install({ ...wrong, BENCH_SKIP_HOST_MATRIX_CHECK: '1' })
    expect(stdout).toContain('# official-v0.11.0, for CANN 8.3; CANN 8.5.0 was found')
    await expect(install({ ...wrong, BENCH_ASCEND_PROFILE: 'newest' })).rejects.toThrow('the profile cannot be')
  })

  test('refuses the environment of the machine and the one of sageLLM', async () => {
    for (const kind of ['machine free', 'own sagellm']) {
      const env = { ...(await cann('8.3')), KIND: kind }
      await expect(install(env)).rejects.toMatchObject({ code: 'invalid_argument' })
      expect(await calls()).toEqual([])
      expect((await install({ ...env, BENCH_VLLM_ASCEND_ALLOW_MAIN_ENV: '1' })).code).toBe(0)
      await rm(join(folder, 'calls'))
    }
  })

  test('knows the environment of this machine by asking its own Python', async () => {
    const env = { ...(await cann('8.3')), BENCH_VLLM_ASCEND_PY: '/usr/bin/python3' }
    await expect(install(env)).rejects.toThrow('the environment of the machine')
  })

  test('installs nothing where there is no CANN, unless it is told to', async () => {
    const none = { SAGELLM_ASCEND_TOOLKIT_HOME: join(folder, 'nowhere') }
    await expect(install(none)).rejects.toMatchObject({ code: 'not_found' })
    expect((await install({ ...none, BENCH_SKIP_HOST_MATRIX_CHECK: '1' })).code).toBe(0)
    expect((await install(none, { dryRun: true })).stdout).toContain('no CANN was found here')
  })

  test('takes versions of the caller’s own and says that they were not validated; vllm may be left out', async () => {
    const env = { ...(await cann('8.3')), BENCH_TORCH_NPU_VERSION: '2.7.1.post2', BENCH_REQUIRE_VLLM: '0' }
    const { stdout } = await install(env)
    expect(stdout).toContain('# not validated: torch-npu==2.7.1.post2')
    const ran = (await calls()).join('\n')
    expect(ran).toContain('pip install torch-npu==2.7.1.post2')
    expect(ran).not.toContain('vllm')
    await expect(install({ ...env, BENCH_TORCH_VERSION: '1; rm' })).rejects.toThrow('BENCH_TORCH_VERSION cannot be')
  })

  test('ends at the first step that fails', async () => {
    await expect(install({ ...(await cann('8.3')), FAILS: 'torchvision' })).rejects.toThrow('exit code 1')
    expect((await calls()).at(-1)).toContain('torchvision')
  })
})

test('without a visible CANN the first set is shown', () => {
  expect(chooseProfile('auto', null).name).toBe('official-v0.11.0')
})
