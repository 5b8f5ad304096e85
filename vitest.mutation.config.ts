import type { TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/**
 * What mutants are tried against by `npm run mutation`: the tests of the rooms that are mutated, and these laws. Left out are files that show what laws refuse (the mutants, the laws of laws): they need
 * all their cases; random networks, which take most of the time and repeat other laws on larger functions; spawned programs, and generated examples.
 */
const laws = [
  'activation',
  'derivative',
  'layer',
  'loss',
  'model',
  'nesting',
  'optimizer',
  'params',
  'primitive',
  'published',
  'schedule',
  'seed',
  'samples',
  'training',
  'vmap',
]

/** A mutant dies at the first test that fails, so those that answer at once come first; what takes seconds is met only by mutants that pass everything else. */
const order = [
  'test/operation/',
  'test/nn/',
  'test/optim/',
  'test/params/',
  'test/interpreter/',
  'test/primitive/',
  'test/diff/',
  'test/laws/',
  'test/train/',
  'test/diff/structure.test.ts',
  'test/laws/layer.test.ts',
  'test/laws/model.test.ts',
  'test/diff/custom.test.ts',
]
const place = ({ moduleId }: TestSpecification): number =>
  order.reduce((last, path, i) => (moduleId.includes(`/${path}`) ? i : last), order.length)

const conditions = ['nabla-source', 'module', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['nabla-source', 'node'] } },
  test: {
    include: [
      'test/{operation,nn,optim,params,interpreter,primitive,diff}/**/*.test.ts',
      'test/train/Step.test.ts',
      `test/laws/{${laws.join(',')}}.test.ts`,
    ],
    setupFiles: ['scripts/mutationSetup.ts'],
    sequence: {
      sequencer: class {
        sort(files: TestSpecification[]) {
          return Promise.resolve([...files].sort((a, b) => place(a) - place(b)))
        }
        shard(files: TestSpecification[]) {
          return Promise.resolve(files)
        }
      },
    },
    isolate: false,
    testTimeout: 60_000,
  },
})
