export { createLiveFeed, type LiveFeed } from './live/live-feed.js'
export { livePage } from './live/live-page.js'
export type { LivePayload, LiveProgress, LiveUpdate } from './live/live-payload.js'
export type { LiveRequest } from './live/live-request.js'
