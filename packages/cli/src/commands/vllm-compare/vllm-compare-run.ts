import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { endpointAddress } from '../compare/endpoint-address.js'
import { measureComparison } from '../compare/measure-comparison.js'
import { measuringFlags } from '../compare/measuring-flags.js'
import { promptCleanup } from '../compare/prompt-cleanup.js'
import { flagWords } from '../compare/reproduce-script.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { writeAndTell } from '../compare/write-and-tell.js'
import type { VllmCompareRunOptions } from './vllm-compare-options.js'

/** `compare` in the standard layout of sageLLM beside vLLM. */
export async function vllmCompareRun(options: VllmCompareRunOptions, io: CommandIo): Promise<ExitCode> {
  const sagellmUrl = options.sagellmUrl ?? io.env['VLLM_COMPARE_SAGELLM_URL'] ?? 'http://127.0.0.1:8901/v1'
  const vllmUrl = options.vllmUrl ?? io.env['VLLM_COMPARE_VLLM_URL'] ?? 'http://127.0.0.1:8000/v1'
  const targets = [
    {
      label: 'sagellm',
      url: endpointAddress('--sagellm-url', sagellmUrl),
      command: options.startSagellmCmd ?? null,
      logFile: null,
    },
    {
      label: 'vllm',
      url: endpointAddress('--vllm-url', vllmUrl),
      command: options.startVllmCmd ?? null,
      logFile: null,
    },
  ]
  const measured = await measureComparison({
    options,
    targets,
    outputDir: options.outputDir ?? stampedFolder('compare'),
    io,
  })
  const flags = {
    'sagellm-url': sagellmUrl,
    'vllm-url': vllmUrl,
    'start-sagellm-cmd': options.startSagellmCmd,
    'start-vllm-cmd': options.startVllmCmd,
    ...measuringFlags(options, measured.seed),
  }
  const words = ['vllm-compare', 'run', ...flagWords(flags)]
  const exitCode = await writeAndTell(measured, { words, apiKey: options.apiKey, io })
  if (exitCode !== 130)
    await promptCleanup({ wanted: options.promptCleanup, urls: measured.reused.map(({ url }) => url), io })
  return exitCode
}
