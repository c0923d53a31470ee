import { vi } from 'vitest'
import { runCli } from '../../src/app.js'
import type { StubKubernetes } from './stub-kubernetes.js'

/** One `scale kubernetes --apply` against a stand-in cluster, in this process. */
export function applyInProcess(cluster: StubKubernetes, words: readonly string[], line: readonly string[] = usualLine) {
  // The client of Kubernetes reads the environment of the process.
  vi.stubEnv('KUBECONFIG', cluster.kubeconfig)
  const [first, second] = [new AbortController(), new AbortController()]
  let [stdout, stderr] = ['', '']
  const args = ['scale', 'kubernetes', '--apply', ...basics, ...words, '--', ...line]
  const ended = runCli(args, {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
    ...{ env: {}, cwd: cluster.folder, signal: first.signal, stopSignal: second.signal, argv: args },
  })
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    /** Ctrl-C, once and then once more. */
    interrupt: () => (first.signal.aborted ? second : first).abort('interrupted'),
    ended: ended.then((code) => ({ code, stdout, stderr })),
  }
}

const basics = ['--name', 'bench', '--image', 'registry.example/bench:1', '--shards', '2']
const usualLine = ['run', '--backend-url', 'http://vllm:8000/v1', '--concurrency', '4']
