export type { ClientIdentity, EngineClient, SendOptions } from './engine-client.js'
