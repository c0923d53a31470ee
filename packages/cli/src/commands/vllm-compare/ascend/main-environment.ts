import { execFile } from 'node:child_process'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CommandIo } from '../../../command/define-command.js'

/** Prints what kind of environment a Python is of: its own one, and whether sageLLM lives there. */
const QUESTION = [
  'import importlib.util, os, sys',
  'own = sys.prefix != sys.base_prefix or (os.path.isdir(os.path.join(sys.prefix, "conda-meta"))' +
    ' and not os.path.isdir(os.path.join(sys.prefix, "condabin")))',
  'print("own" if own else "machine", "sagellm" if importlib.util.find_spec("sagellm") else "free", sys.prefix)',
].join('\n')

/**
 * Refuses to install into an environment that something else depends on: vLLM's set replaces torch and transformers.
 *
 * @param folder - where the Python is run.
 * @throws BenchError `invalid_argument` for the environment of the machine or of sageLLM; `unavailable` without that Python.
 */
export async function refuseMainEnvironment(
  python: string,
  { io, folder }: { readonly io: CommandIo; readonly folder: string },
): Promise<void> {
  const answer = await new Promise<string>((resolve, reject) => {
    execFile(python, ['-c', QUESTION], { cwd: folder, signal: io.signal }, (error, stdout) => {
      if (!error) return resolve(stdout)
      const said = error.message.trim().split('\n').at(-1)
      reject(
        new BenchError('unavailable', `cannot run ${python}: ${said}`, {
          cause: error,
          hint: 'name the Python of an environment of its own with BENCH_VLLM_ASCEND_PY',
        }),
      )
    })
  })
  const [, kind, tenant, prefix] = /(own|machine) (sagellm|free) (.*)/.exec(answer) ?? []
  if (kind === 'own' && tenant === 'free') return
  const whose = tenant === 'sagellm' ? 'the environment of sageLLM' : 'the environment of the machine'
  throw new BenchError('invalid_argument', `${python} is of ${whose} (${prefix ?? 'unknown'})`, {
    hint: 'make one for vLLM (python3 -m venv vllm-ascend) and name its Python with BENCH_VLLM_ASCEND_PY, or set BENCH_VLLM_ASCEND_ALLOW_MAIN_ENV=1',
  })
}
