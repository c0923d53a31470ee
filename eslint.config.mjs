import nx from '@nx/eslint-plugin'
import tseslint from 'typescript-eslint'

/** Who may import whom: the table of the architecture document, one line a package. */
const mayImport = {
  'protocol-types': [],
  metrics: ['protocol-types'],
  workloads: ['protocol-types'],
  clients: ['protocol-types'],
  probes: ['protocol-types'],
  'kernel-transport': ['protocol-types', 'clients'],
  runner: ['protocol-types', 'metrics', 'workloads', 'clients', 'probes', 'kernel-transport'],
  reporters: ['protocol-types', 'metrics'],
  'backend-cpu': ['protocol-types', 'clients'],
  'reference-engine': ['protocol-types'],
  suite: [
    'protocol-types',
    'metrics',
    'workloads',
    'clients',
    'probes',
    'kernel-transport',
    'runner',
    'reporters',
    'backend-cpu',
    'reference-engine',
  ],
  cli: [
    'protocol-types',
    'metrics',
    'workloads',
    'clients',
    'probes',
    'kernel-transport',
    'runner',
    'reporters',
    'backend-cpu',
    'reference-engine',
    'suite',
  ],
}

/** Packages that must run unchanged in Deno, Bun and a browser. */
const isomorphic = ['protocol-types', 'metrics', 'workloads']

/** The rule that holds the table. */
const boundaries = (options = {}) => [
  'error',
  {
    // A command loads what it alone needs when it is called, so that the program starts fast; what others of its package import at once is no mistake.
    checkDynamicDependenciesExceptions: ['.*'],
    enforceBuildableLibDependency: true,
    banTransitiveDependencies: true,
    depConstraints: Object.entries(mayImport).map(([name, allowed]) => ({
      sourceTag: `scope:${name}`,
      onlyDependOnLibsWithTags: allowed.map((each) => `scope:${each}`),
    })),
    ...options,
  },
]

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/.nx', '**/node_modules', '**/test-results'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      '@nx/enforce-module-boundaries': boundaries(),
    },
  },
  {
    // Tests from outside a package use it as its users do, by its name.
    files: ['packages/*/test/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries({
        allowCircularSelfDependency: true,
        // What the tests of all packages share beside their configuration.
        allow: ['../../../tools/config/readme-example.mjs'],
      }),
    },
  },
  {
    files: isomorphic.map((name) => `packages/${name}/src/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'This package also runs in Deno, Bun and browsers.' }] },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'require', '__dirname'],
    },
  },
  {
    // Clock and randomness are effects: they enter through parameters, so that a test can replace them.
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.test.ts', 'packages/cli/**', '**/system-clock.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Pass a seeded random source.',
        },
        { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Pass a clock.' },
      ],
    },
  },
  {
    // A file is read in one sitting; a function is one thought.
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'max-lines': ['error', { max: 250 }] },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 80 }] },
  },
  {
    files: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
)
