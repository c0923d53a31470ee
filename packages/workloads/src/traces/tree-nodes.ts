import { createIntColumn } from './int-column.js'
import type { Trace, TracedRequest } from './trace.js'

type NamedPrompt = Pick<TracedRequest, 'inputTokens' | 'blocks' | 'block'>

/** Prompts by the names of their blocks: a trace, or what was added so far of sessions. */
export type NamedPrompts = Pick<Trace, 'blockSize'> & { request(at: number): NamedPrompt }

/** The node that is no block, and that all prompts begin at. */
export const ROOT = 0

type Block = { readonly high: number; readonly low: number }

type Run = {
  /** A request that has the blocks of the node, and all before it. */
  readonly owner: number
  /** First block, and the first after it, counted from the beginning of the prompt. */
  readonly from: number
  readonly to: number
  /** From the beginning of the prompt to the end of the node, whose last block need not be full. */
  readonly tokens: number
}

/** The nodes of a prefix tree, in 20 bytes each and 8 in the table that finds them. */
export function createTreeNodes(prompts: NamedPrompts) {
  const blockSize = prompts.blockSize ?? 1
  const [owner, from, to, tokens, parent] = [0, 1, 2, 3, 4].map(createIntColumn) as [Col, Col, Col, Col, Col]
  for (const column of [owner, from, to, tokens, parent]) column.push(ROOT)
  let slots = new Int32Array(1024)

  const firstBlock = (node: number) => prompts.request(owner.get(node)).block(from.get(node))
  const slotOf = (above: number, block: Block): number => {
    let slot = hashOf(above, block) & (slots.length - 1)
    for (let node = slots[slot]; node; node = slots[slot]) {
      if (parent.get(node) === above && isSame(firstBlock(node), block)) break
      slot = (slot + 1) & (slots.length - 1)
    }
    return slot
  }
  const put = (node: number) => {
    slots[slotOf(parent.get(node), firstBlock(node))] = node
  }
  const push = (above: number, run: Run) => {
    const node = owner.length()
    owner.push(run.owner)
    from.push(run.from)
    to.push(run.to)
    tokens.push(run.tokens)
    parent.push(above)
    if (2 * node > slots.length) {
      slots = new Int32Array(2 * slots.length)
      for (let each = 1; each < node; each += 1) put(each)
    }
    return node
  }

  return {
    at: (node: number) => ({ to: to.get(node), tokens: tokens.get(node) }),
    /** The node below this one that begins with a block; `null` where there is none. */
    childOf(node: number, block: Block): number | null {
      return slots[slotOf(node, block)] || null
    },
    /** The first place at which a request has another block than the node. */
    commonEnd(node: number, range: { readonly request: NamedPrompt; readonly from: number; readonly to: number }) {
      const known = prompts.request(owner.get(node))
      let end = range.from + 1
      while (end < range.to && isSame(known.block(end), range.request.block(end))) end += 1
      return end
    },
    /** A new end of the tree. */
    grow: (above: number, run: Run) => put(push(above, run)),
    /** Cuts a node in two before a block. @returns the first half. */
    split(node: number, end: number): number {
      const half = { owner: owner.get(node), from: from.get(node), to: end, tokens: end * blockSize }
      const above = push(parent.get(node), half)
      // Found under the name of the whole node, whose place the half takes.
      put(above)
      from.set(node, end)
      parent.set(node, above)
      put(node)
      return above
    },
    /** The blocks of a node without branches go on as those of a longer prompt do. */
    extend(node: number, run: Pick<Run, 'owner' | 'to' | 'tokens'>) {
      owner.set(node, run.owner)
      to.set(node, run.to)
      tokens.set(node, run.tokens)
    },
  }
}

type Col = ReturnType<typeof createIntColumn>

function isSame(one: Block, other: Block): boolean {
  return one.low === other.low && one.high === other.high
}

function hashOf(above: number, { high, low }: Block): number {
  let hash = Math.imul(above ^ (above >>> 15), 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2d)
  return (hash ^ (hash >>> 13)) >>> 0
}
