import { createTreeNodes, type NamedPrompts, ROOT } from './tree-nodes.js'

/** Prompts by the names of their blocks, as far as they begin alike. */
export interface PrefixTree {
  /**
   * Adds a prompt.
   *
   * @returns how many tokens at its beginning a prompt that was added before begins with too.
   */
  add(at: number): number
}

/**
 * A radix tree: blocks that follow one another without a branch are one node, which names them by a prompt that has them. So a trace
 * of a million requests has two million nodes at most, however many blocks it has, and no id is kept twice.
 */
export function createPrefixTree(prompts: NamedPrompts): PrefixTree {
  const blockSize = prompts.blockSize ?? 1
  const nodes = createTreeNodes(prompts)

  return {
    add(at) {
      const request = prompts.request(at)
      const tokens = request.inputTokens ?? 0
      const length = Math.min(request.blocks, Math.ceil(tokens / blockSize))
      /** Of the prompt, as far as its ids reach. */
      const whole = Math.min(tokens, length * blockSize)
      let node = ROOT
      let block = 0
      let shared = 0
      while (block < length) {
        const child = nodes.childOf(node, request.block(block))
        if (child === null) {
          nodes.grow(node, { owner: at, from: block, to: length, tokens: whole })
          break
        }
        const { to, tokens: known } = nodes.at(child)
        const end = nodes.commonEnd(child, { request, from: block, to: Math.min(to, length) })
        shared = Math.min(
          end * blockSize,
          end === to ? known : end * blockSize,
          end === length ? whole : end * blockSize,
        )
        if (end < to) {
          if (end < length) nodes.grow(nodes.split(child, end), { owner: at, from: end, to: length, tokens: whole })
          break
        }
        if (known < to * blockSize) {
          // A prompt that ended within this block goes on in this one: the node names both from now on.
          if (whole > known) nodes.extend(child, { owner: at, to: length, tokens: whole })
          break
        }
        node = child
        block = end
      }
      return shared
    },
  }
}
