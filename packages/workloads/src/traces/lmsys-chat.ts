import { defineTrace } from './define-trace.js'
import { hfConversation } from './hf-conversation.js'

export const lmsysChat = defineTrace({
  name: 'lmsys_chat',
  description: 'LMSYS-Chat-1M: the first turn of each conversation',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['conversation_id', 'conversation'],
  signs: [['conversation_id', 'model', 'conversation']],
  row: hfConversation,
})
