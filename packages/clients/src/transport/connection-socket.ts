/** What a connection sends over. Whoever made it tells the connection what happens to it: `onConnected`, `onBroken`, `onPeerEnded`, `onClosed`. */
export interface ConnectionSocket {
  readonly destroyed: boolean
  /**
   * Sends a text. Where it breaks, the connection is told so.
   *
   * @param onSent - called once, within the call where it can be, when the system has taken the last byte.
   */
  write(text: string, onSent: () => void): void
  /** Closes it; nothing where it is closed. */
  destroy(): void
}
