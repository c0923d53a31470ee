import { defineTrace } from './define-trace.js'
import { hfConversation } from './hf-conversation.js'

export const wildchat = defineTrace({
  name: 'wildchat',
  description: 'WildChat: the first turn of each conversation',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['conversation_hash', 'conversation'],
  signs: [['conversation_hash', 'conversation']],
  row: hfConversation,
})
