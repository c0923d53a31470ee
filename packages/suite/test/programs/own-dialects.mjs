// A dialect that load threads import by themselves: what `dialectModule` names.
import { defineDialect } from '@sagellm-benchmark/clients'

export const dialects = [
  defineDialect({ name: 'Mine', describe: 'our own engine behind a gateway', recognize: () => true }),
]
