import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyOf, readStages, variablesOf } from '../image/dockerfile.mjs'
import { unpackedPackages } from './host-packages.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const quiet = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', maxBuffer: 2 ** 26 }

/** What debian:bookworm-slim has of what the image uses. */
const base = [
  ...['base-files', 'bash', 'coreutils', 'dash', 'libc6', 'libc-bin', 'libgcc-s1', 'libstdc++6', 'libselinux1', 'sed'],
  ...['libpcre2-8-0', 'libacl1', 'libattr1', 'libgmp10', 'libtinfo6', 'grep', 'zlib1g'],
]

/**
 * The image without a builder of images: the steps of its Dockerfile, run in root file systems that are put together from packages of Debian.
 * Node and npm, which the image takes from node:22, are those of this machine.
 *
 * @returns the folder of the root, its entry and its environment; and what removes it.
 */
export async function buildImageRoot() {
  const folder = mkdtempSync(join(tmpdir(), 'sagellm-image-'))
  const close = () => rmSync(folder, { recursive: true, force: true })
  try {
    const packages = await unpackedPackages('image', base)
    execFileSync('npm', ['pack', '-w', 'sagellm-benchmark', '--pack-destination', folder], { ...quiet, cwd: root })
    const stages = new Map()
    let image
    for (const [at, stage] of readStages().entries()) {
      image = {
        root: join(folder, `stage-${at}`),
        cwd: '/',
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
        user: '0:0',
      }
      startFrom(stage.base, image.root, packages)
      for (const step of stage.steps) runStep(step, image, { stages, context: folder })
      stages.set(stage.name ?? String(at), image)
    }
    return { ...image, close }
  } catch (error) {
    close()
    throw error
  }
}

/** A base of the Dockerfile: Debian, and where it is Node's image Node and npm too. */
function startFrom(name, target, packages) {
  if (!/^(debian|node:\d+)[:-]bookworm-slim$/.test(name)) throw new Error(`no stand-in for ${name}`)
  cpSync(packages, target, { recursive: true, verbatimSymlinks: true })
  if (!existsSync(join(target, 'usr/bin/sh'))) symlinkSync('dash', join(target, 'usr/bin/sh'))
  for (const each of ['dev', 'proc', 'tmp', 'etc/ssl/certs', 'usr/local/bin', 'etc/sagellm-benchmark'])
    mkdirSync(join(target, each), { recursive: true })
  if (!name.startsWith('node')) return
  copyFileSync(process.execPath, join(target, 'usr/local/bin/node'))
  const npm = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], quiet).trim())
  cpSync(resolve(npm, '../..'), join(target, 'usr/local/lib/node_modules/npm'), { recursive: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(target, 'usr/local/bin/npm'))
  // A builder of images brings the network: names, and here the certificates by which npm reaches its registry.
  for (const file of ['/etc/resolv.conf', '/etc/hosts', '/etc/ssl/certs/ca-certificates.crt'])
    if (existsSync(file)) copyFileSync(file, join(target, file))
}

function runStep({ instruction, rest }, image, { stages, context }) {
  const inRoot = (path) => join(image.root, path)
  if (instruction === 'WORKDIR') {
    image.cwd = rest
    mkdirSync(inRoot(rest), { recursive: true })
  } else if (instruction === 'ENV') Object.assign(image.env, variablesOf(rest))
  else if (instruction === 'USER') image.user = rest
  else if (instruction === 'ENTRYPOINT') image.entrypoint = JSON.parse(rest)
  else if (instruction === 'CMD') image.cmd = JSON.parse(rest)
  else if (instruction === 'COPY') {
    const { from, source, target } = copyOf(rest)
    const place = from === null ? context : stages.get(from).root
    mkdirSync(target.endsWith('/') ? inRoot(target) : dirname(inRoot(target)), { recursive: true })
    execFileSync('sh', ['-c', `cp -a ${join(place, source)} "$0"`, inRoot(target)], quiet)
  } else if (instruction === 'RUN') execFileSync(...inImage(image, ['/bin/sh', '-c', rest], { network: true }))
}

/** A command in the root of an image, as `execFileSync` takes it: with devices, and with nothing else of this machine. */
function inImage({ root: target, cwd, env }, words, { network }) {
  const mounts = 'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc"'
  const npm = Object.entries(process.env).filter(([name]) => /^(npm_config_|https?_proxy$|no_proxy$)/i.test(name))
  const certificates = { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt', HOME: '/tmp' }
  const all = network ? { ...Object.fromEntries(npm), ...certificates, ...env } : env
  const script = `${mounts} && exec chroot "$0" /bin/sh -c 'cd "$0" && exec "$@"' "$@"`
  const spaces = ['--mount', '--pid', '--fork', '--kill-child']
  return ['unshare', [...spaces, 'sh', '-c', script, target, cwd, ...words], { ...quiet, env: all }]
}

/**
 * Words that run a command in the image as a container does that has a read-only root: as its user, with a folder for results, an empty
 * /tmp, and with this environment alone. For a host or a mount namespace of its own.
 */
export function inContainer({ root: target }, { user, env, cwd, results, words, mounts = [] }) {
  const script = [
    'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"',
    'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/tmp"',
    `mount --bind ${results} "$0/results"`,
    ...mounts.map(([from, to]) => `mount --bind ${from} "$0${to}"`),
    'mount --bind /etc/hosts "$0/etc/hosts"',
    `exec chroot --userspec=${user} "$0" /usr/bin/env -i "$@"`,
  ].join(' && ')
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const enter = ['/bin/sh', '-c', 'cd "$0" && exec "$@"', cwd]
  return ['unshare', '--mount', 'sh', '-c', script, target, ...variables, ...enter, ...words]
}
