// What code here may do. `src` and `laws` are pure: no let, loops, mutation, throw, classes; the exceptions are the short lists `local` and `allow` below.
import { defineConfig } from 'eslint/config'
import functional from 'eslint-plugin-functional'
import tseslint from 'typescript-eslint'

/** Where mutation stays local and cannot be seen from outside: loops over buffers, folds over a tape or over batches, generators of numbers. */
const local = [
  'src/kernel/**',
  'src/interpreter/**',
  'src/diff/**',
  'src/random/**',
  'src/codec/{Closed,List}.ts',
  'src/data/{Batches,Dataset,Fingerprint}.ts',
  'src/format/{Csv,CsvHeader,CsvSyntax,JsonSyntax,Position,Files,Write,Checksum}.ts',
  'src/format/safetensors/Elements.ts', // loops over bytes
  'src/graph/{Build,Evaluate,Graph,Rescale,Scan,Stage,Witness}.ts', // graphs grow node by node
  'src/onnx/{Emit,Emitter,Indices,Lower,Prune}.ts',
  'src/engine/**',
  'src/diagnosis/**',
  'src/draw/{Accumulation,Collapse}.ts', // passes over the nodes of a graph
  'src/train/**',
  'src/checkpoint/**',
  'src/predictor/**',
  'src/run/Interruption.ts',
  'src/cli/**',
]

/** Files and folders of src that may do what nothing else may. */
const allow = {
  'functional/no-let': local,
  'functional/no-loop-statements': local,
  'functional/immutable-data': [...local, 'src/tensor/Value.ts'], // float32 that is written out as float64 once
  'functional/no-classes': ['src/tensor/Value.ts', 'src/interpreter/**', 'src/graph/Stage.ts', 'laws/perturbed.ts'], // the private buffer; traced values share a prototype
  'functional/no-class-inheritance': ['src/interpreter/**', 'src/graph/Stage.ts', 'laws/perturbed.ts'],
  'functional/no-throw-statements': ['src/tensor/Errors.ts', 'src/run/Promise.ts'], // `fail` throws for everybody; `orThrow` is asked to
}

/**
 * Mutation as it is written, where no types are at hand: of a member, or by a method of a value that has a name. Namespaces, which begin with a capital, have methods
 * called `add` and `set` that change nothing.
 */
const mutation = [
  'AssignmentExpression[left.type="MemberExpression"][left.object.type!="ThisExpression"]',
  'UpdateExpression[argument.type="MemberExpression"]',
  'UnaryExpression[operator="delete"]',
  'CallExpression[callee.object.name="Object"][callee.property.name=/^(assign|definePropert|setPrototypeOf)/]:not([arguments.0.type="ObjectExpression"])',
  'CallExpression[callee.object.type=/^(Identifier|MemberExpression|ThisExpression)$/]:not([callee.object.name=/^[A-Z]/])[callee.property.name=/^(push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear)$/]',
].map((selector) => ({ selector, message: 'Values do not change.' }))

/** Where Node itself may be met: files, compressed streams, engines. */
const edges = [
  'src/data/**',
  'src/format/**',
  'src/engine/**',
  'src/checkpoint/Folder.ts',
  'src/train/Run.ts',
  'src/cli/**',
]

const specifiers = {
  patterns: [
    {
      regex: '^(fp-ts|io-ts)(?!/lib/[A-Za-z0-9]+\\.js$)',
      message: 'Only fp-ts/lib/X.js and io-ts/lib/X.js: anything else type-checks and dies in plain Node.',
    },
  ],
}
const restricted = (...patterns) => ['error', { patterns: [...specifiers.patterns, ...patterns] }]
const noNode = {
  regex: '^(node:|(fs|path|os|url|zlib|worker_threads|crypto|process|stream|buffer)(/|$))',
  message: 'Node is for the edges of src only (`edges` in eslint.config.js).',
}
const noSelf = { regex: '^nabla-ts(/|$)', message: 'Inside src and laws, import by a relative path.' }

const syntax = [
  {
    selector: "NewExpression[callee.name='Date'], CallExpression[callee.name='Date']",
    message: 'The clock belongs to the edge.',
  },
  { selector: 'TSEnumDeclaration', message: 'A union of literals, please.' },
  { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
  {
    selector: ':matches(TSInterfaceBody, TSTypeAliasDeclaration > TSTypeLiteral) > TSPropertySignature[readonly!=true]',
    message: 'A property of a type is `readonly`.',
  },
]

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', 'out/', 'coverage/', 'test/generated/', 'probes/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  // Everywhere.
  ...tseslint.configs.recommended,
  {
    rules: {
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      eqeqeq: 'error',
      'no-restricted-imports': restricted(),
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          ignoreRestSiblings: true,
          destructuredArrayIgnorePattern: '^_',
        },
      ],
      // `{}` and the like carry meaning in type-level code.
      '@typescript-eslint/no-empty-object-type': 'off',
    },
  },
  {
    files: ['test/**', 'bench/**', 'examples/**', 'scripts/**'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/no-unused-expressions': 'off' },
  },

  // The library: pure, and without `any`.
  {
    files: ['src/**/*.ts', 'laws/**/*.ts'],
    plugins: { functional },
    rules: {
      'functional/no-let': 'error',
      'functional/no-loop-statements': 'error',
      'functional/no-throw-statements': 'error',
      'functional/no-classes': 'error',
      'functional/no-class-inheritance': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'no-restricted-imports': restricted(noNode, noSelf),
      'no-restricted-syntax': ['error', ...syntax],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is a seed that is passed.' },
        { object: 'Date', property: 'now', message: 'The clock belongs to the edge.' },
        { object: 'performance', property: 'now', message: 'The clock belongs to the edge.' },
      ],
      'no-restricted-globals': [
        'error',
        'performance',
        'process',
        'console',
        'Buffer',
        'crypto',
        'setTimeout',
        'setInterval',
        'setImmediate',
      ],
    },
  },
  // The one rule that asks for types, and so the one place where a program is made: only for the files that it is about.
  {
    files: ['src/**/*.ts'],
    ignores: allow['functional/immutable-data'],
    languageOptions: { parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'functional/immutable-data': ['error', { ignoreImmediateMutation: true, ignoreNonConstDeclarations: false }],
    },
  },
  { files: ['laws/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...syntax, ...mutation] } },
  {
    files: edges,
    rules: {
      'no-restricted-imports': restricted(noSelf),
      'no-restricted-globals': ['error', 'performance', 'console'],
    },
  },
  ...Object.entries(allow)
    .filter(([rule]) => rule !== 'functional/immutable-data')
    .map(([rule, files]) => ({ files, rules: { [rule]: 'off' } })),
)
