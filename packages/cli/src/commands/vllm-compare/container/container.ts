import type { CommandIo } from '../../../command/define-command.js'

/** A container as it is to be, whatever hardware is in it. */
export type Container = {
  readonly name: string
  readonly image: string
  /** Program that runs docker, with the words before it. */
  readonly docker: readonly string[]
  /** Arguments of `docker run` between its own (`--detach --name NAME`) and the image. */
  readonly flags: readonly string[]
  /** Words after the image. */
  readonly words: readonly string[]
  /** Folders of this machine that are made where they are missing, before docker would make them as root. */
  readonly folders: readonly string[]
  /** Folders of this machine that must be there. */
  readonly needed: readonly string[]
  /** Variables that docker hands on by their names; their values stand in no command line. */
  readonly handedOn: readonly string[]
  /** Those of them without which the endpoint would be open to everybody. */
  readonly guarding: readonly string[]
  readonly readyUrl: string
  readonly readySeconds: number
}

/** Where a container is described from: environment and folders of the caller. */
export type ContainerSource = Pick<CommandIo, 'env' | 'cwd'>

/** `--mount` of a folder; unlike `--volume` it fails on a folder that is missing. */
export function mount(source: string, target: string, { readOnly = false } = {}): string[] {
  return ['--mount', `type=bind,source=${source},target=${target}${readOnly ? ',readonly' : ''}`]
}

/** Address at which a server that listens on `host` is asked from this machine. */
export function localUrl(host: string, port: number): string {
  const local = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `http://${local}:${port}/health`
}
