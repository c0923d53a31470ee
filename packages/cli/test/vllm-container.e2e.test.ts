import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bin } from './support/compare-program.js'
import { freePort } from './support/free-port.js'
import { runInProcess } from './support/run-in-process.js'

const root = resolve(import.meta.dirname, '../../..')
const docker = resolve(import.meta.dirname, 'support/fake-docker.mjs')
const name = 'sagellm-benchmark-vllm'

let folder: string
let env: Record<string, string>
/** Stands for the server in the container. */
const server = createServer((_, response) => void response.writeHead(200).end())
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vllm-container-'))
  const port = String((server.address() as AddressInfo).port)
  const own = { FAKE_DOCKER: folder, DOCKER_CMD: docker, VLLM_PORT: port, VLLM_HF_CACHE_DIR: join(folder, 'cache') }
  env = { PATH: process.env['PATH'] as string, HOME: folder, ...own }
  return () => rm(folder, { recursive: true, force: true })
})
afterAll(() => void server.close())

const container = (action: string, more: Record<string, string> = {}, ...flags: string[]) =>
  runInProcess(['vllm-compare', 'container', action, ...flags], { cwd: folder, env: { ...env, ...more } })

/** What docker was asked for since the last look, without the questions. */
async function asked(): Promise<string[]> {
  const text = await readFile(join(folder, 'calls'), 'utf8').catch(() => '')
  await rm(join(folder, 'calls'), { force: true })
  return text.split('\n').flatMap((call) => (call === '' || call.startsWith('container') ? [] : [call.split(' ')[0]!]))
}

describe('vllm-compare container', () => {
  test('a dry run shows the docker command and calls nothing', async () => {
    const { code, stdout } = await container('start', {}, '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\S*fake-docker\.mjs run --detach --name sagellm-benchmark-vllm .*--max-model-len 4096\n$/)
    expect(await asked()).toEqual([])
  })

  test('starts, is taken as it is, stops with its log kept, and starts again', async () => {
    expect((await container('status')).stdout).toContain('is not there')
    const first = await container('start')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/ready: http:\/\/127\.0\.0\.1:\d+\/v1\n$/)
    expect(await asked()).toEqual(['run'])
    expect((await container('start')).stdout).toContain('runs already')
    expect(await container('status')).toMatchObject({ code: 0, stdout: expect.stringContaining('is ready') as string })
    expect(await asked()).toEqual([])
    expect((await container('stop')).stdout).toContain('was stopped')
    expect((await container('stop')).stdout).toContain('had stopped before')
    expect((await container('status')).code).toBe(1)
    expect((await container('start')).stdout).toContain('is started again')
    expect(await asked()).toEqual(['stop', 'start'])
  })

  test('one that was made with other settings is refused while it runs, and made anew once it stopped', async () => {
    await container('start')
    const other = await container('start', { VLLM_MAX_MODEL_LEN: '2048' })
    expect(other.code).toBe(1)
    expect(other.stderr).toMatch(/runs with other settings; end it with .* rm --force sagellm-benchmark-vllm/)
    await container('stop')
    await asked()
    expect((await container('start', { VLLM_MAX_MODEL_LEN: '2048' })).code).toBe(0)
    expect(await asked()).toEqual(['rm', 'run'])
  })

  test('one that somebody else made is never removed', async () => {
    await writeFile(join(folder, `${name}.json`), JSON.stringify({ running: false, labels: {} }))
    const { code, stderr } = await container('start')
    expect([code, await asked()]).toEqual([1, []])
    expect(stderr).toContain('was not made by this program')
  })

  test('one that stops before it is ready ends the wait, with its last lines', async () => {
    const port = String(await freePort())
    const { code, stderr } = await container('start', { FAKE_DOCKER_DIES: '1', VLLM_PORT: port })
    expect(code).toBe(1)
    expect(stderr).toMatch(/does not fit into the memory.*\n.*stopped before it was ready/)
    const late = await container('start', { VLLM_PORT: port, VLLM_CONTAINER_NAME: 'late', VLLM_READY_TIMEOUT: '0.1' })
    expect(late.code).toBe(1)
    expect(late.stderr).toContain('was not ready after 0.1 s')
  })

  test('shows logs, pulls the image, and passes on what docker says', async () => {
    await container('start')
    expect((await container('logs')).stderr).toContain('does not fit')
    expect((await container('pull')).stdout).toContain('pulled vllm/vllm-openai:v0.7.3')
    const down = await container('start', { FAKE_DOCKER_DOWN: '1' })
    expect(down).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Cannot connect to the Docker daemon') as string,
    })
    const none = await container('start', { DOCKER_CMD: join(folder, 'no-docker') })
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('name it with DOCKER_CMD') as string })
  })

  test('a key reaches the container by its name, and is not lost in sudo', async () => {
    const { code, stdout } = await container('start', { VLLM_API_KEY: 'sk-container-key' })
    expect(code).toBe(0)
    expect(stdout).not.toContain('sk-container-key')
    expect(await readFile(join(folder, 'calls'), 'utf8')).not.toContain('sk-container-key')
    expect(JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')).key).toBe('sk-container-key')
    const lost = await container('start', { VLLM_API_KEY: 'sk-container-key', DOCKER_CMD: `sudo -n ${docker}` })
    expect(lost.code).toBe(2)
    expect(lost.stderr).toContain('--preserve-env=VLLM_API_KEY')
  })

  test('a local model has to be there', async () => {
    const { code, stderr } = await container('start', { VLLM_LOCAL_MODEL_DIR: 'nowhere' })
    expect(code).toBe(2)
    expect(stderr).toContain('nowhere')
  })
})

function shell(script: string, args: readonly string[], more: Record<string, string> = {}) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((ended) => {
    const options = { cwd: folder, env: { ...env, ...more }, maxBuffer: 1 << 24 }
    execFile(join(root, script), args, options, (error, stdout, stderr) =>
      ended({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}

describe('the scripts', () => {
  test('start, stop and manage the containers they name', async () => {
    const start = await shell('scripts/start_vllm_cuda_docker.sh', ['--dry-run'], { VLLM_GPU_DEVICE: '0' })
    expect(start.stdout).toContain('--gpus device=0 ')
    expect((await shell('scripts/stop_vllm_cuda_docker.sh', ['--dry-run'])).stdout).toContain(`stop ${name}`)
    const ascend = { VLLM_ASCEND_DEVICES: '0', HF_TOKEN: '' }
    const run = (action: string) => shell('scripts/run_vllm_ascend_container.sh', [action, '--dry-run'], ascend)
    expect((await run('start')).stdout).toContain('--device /dev/davinci0')
    expect((await run('pull')).stdout).toContain('pull quay.io/ascend/vllm-ascend:v0.11.0-openeuler')
    expect((await shell('scripts/run_vllm_ascend_container.sh', [], ascend)).code).toBe(2)
    const set = await shell('scripts/setup_vllm_ascend_compare_env.sh', ['--dry-run', '--profile', 'official-v0.13.0'])
    expect(set.stdout).toContain('pip install vllm-ascend==0.13.0')
  })

  test('serve as --start-vllm-cmd: the container outlives the comparison, until it is stopped', async () => {
    const [vllm, sagellm] = [await freePort(), await freePort()]
    const engine = [process.execPath, bin, 'reference-engine', '--dialect', 'vllm', '--log-file', '/dev/null']
    const more = { VLLM_PORT: String(vllm), FAKE_DOCKER_SERVER: JSON.stringify(engine) }
    const reach = () =>
      fetch(`http://127.0.0.1:${vllm}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    try {
      const { code, stdout, stderr } = await shell(
        'scripts/sagellm-benchmark',
        [
          ...['vllm-compare', 'run', '--vllm-url', `http://127.0.0.1:${vllm}/v1`],
          ...['--sagellm-url', `http://127.0.0.1:${sagellm}/v1`],
          ...['--start-vllm-cmd', join(root, 'scripts/start_vllm_cuda_docker.sh')],
          ...['--start-sagellm-cmd', [...engine, '--port', String(sagellm)].join(' ')],
          ...['--workload', 'Q1', '--batch-size', '1', '--rounds', '2', '--max-output-tokens', '4', '--quiet'],
          ...['--server-wait', '120', '--output-dir', 'out'],
        ],
        more,
      )
      expect(code, stdout + stderr).toBe(0)
      const { targets } = JSON.parse(await readFile(join(folder, 'out/comparison.json'), 'utf8'))
      expect(targets.map((each: { label: string }) => each.label)).toEqual(['sagellm', 'vllm'])
      expect(await reach()).toBe(true)
    } finally {
      expect((await shell('scripts/stop_vllm_cuda_docker.sh', [], more)).stdout).toContain('was stopped')
    }
    await expect.poll(reach).toBe(false)
  })
})
