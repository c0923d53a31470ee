/** The first of the defects that end a run; those after it follow from it. */
export interface FirstFailure {
  note(error: unknown): void
  readonly happened: boolean
  /** Throws what was noted first; does nothing when nothing was. */
  throwNoted(): void
}

/** @param onFirst - called once, when something is noted for the first time. */
export function createFirstFailure(onFirst: () => void): FirstFailure {
  let failure: { readonly error: unknown } | null = null
  return {
    note(error) {
      if (failure) return
      failure = { error }
      onFirst()
    },
    get happened() {
      return failure !== null
    },
    throwNoted() {
      if (failure) throw failure.error
    },
  }
}
