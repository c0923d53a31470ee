import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** All processes of this machine, with their command lines and namespaces; what ends meanwhile is left out. */
function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return [{ pid: Number(name), line, space: readlinkSync(`/proc/${name}/ns/pid`) }]
      } catch {
        return []
      }
    })
}

/** What runs on a host, and whose words fit. */
function on({ pid }, fits) {
  const space = readlinkSync(`/proc/${pid}/ns/pid`)
  return processes().filter((each) => each.space === space && fits.test(each.line))
}

/** Command lines of what runs on a host, and whose words fit. */
export const runningOn = (host, fits) => on(host, fits).map(({ line }) => line)

/** The same by process ids, as this machine counts them. */
export const pidsOn = (host, fits) => on(host, fits).map(({ pid }) => pid)

/** Command lines of the whole machine that hold a text. */
export function linesWith(text) {
  return processes()
    .map(({ line }) => line)
    .filter((line) => line.includes(text))
}

/** Sends a signal to what `nsenter` started, which hands on none. */
export function signalInside({ pid }, signal) {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  process.kill(Number(child), signal)
}
