import { defineTrace } from './define-trace.js'
import { hfConversation } from './hf-conversation.js'

export const visionArena = defineTrace({
  name: 'vision_arena',
  description: 'VisionArena: the first question of each conversation, without its pictures',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['conversation_id', 'conversation'],
  signs: [['images', 'conversation']],
  row: hfConversation,
})
