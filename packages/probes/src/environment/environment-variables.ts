/**
 * Which variables that can change a result are set. The value is shown only for plain settings (numbers, device lists,
 * switches); everything else, tokens and paths above all, is a name with `null`.
 */
export function relevantVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | null> {
  const names = Object.keys(environment)
    .filter((name) => environment[name] !== undefined && relevant.test(name))
    .sort()
  return Object.fromEntries(
    names.map((name) => [
      name,
      shown.test(name) && plain.test(environment[name] ?? '') ? (environment[name] ?? null) : null,
    ]),
  )
}

const relevant =
  /^(?:SAGELLM|VLLM|SGLANG|LMDEPLOY|TRTLLM|TENSORRT|OLLAMA|LLAMA|TRITON|TORCH|PYTORCH|CUDA|NVIDIA|NCCL|HIP|ROCM|ASCEND|ACL|HCCL|NPU|MUSA|XPU|OMP|MKL|OPENBLAS|KMP|GOMP|ONNXRUNTIME|ORT|NODE|UV|HF|HUGGINGFACE|TRANSFORMERS|TOKENIZERS|MALLOC)_|^(?:https?_proxy|all_proxy|no_proxy|LD_PRELOAD|SHARED_STREAM_MARKERS|PAGED_PATH_MARKERS|BLOCK_TABLE_MARKERS)$/i
const shown =
  /^(?:OMP_NUM_THREADS|OMP_PROC_BIND|OMP_PLACES|MKL_NUM_THREADS|OPENBLAS_NUM_THREADS|KMP_AFFINITY|UV_THREADPOOL_SIZE|NODE_ENV|TOKENIZERS_PARALLELISM|\w+_VISIBLE_DEVICES|\w+_RT_VISIBLE_DEVICES)$/
const plain = /^[\w,.:;=+-]{0,100}$/
