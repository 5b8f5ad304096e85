import { defineConfig } from 'vitest/config'
import { writeExamples } from './scripts/examples.js'

// So that a bare `npx vitest` also runs the examples of README, docs and docstrings as they stand now.
writeExamples()

const conditions = ['nabla-source', 'module', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['nabla-source', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    passWithNoTests: true,
    // Nothing in the library has global state that a test could spoil, so the workers share their modules.
    isolate: false,
    testTimeout: 30_000,
    coverage: { include: ['src/**', 'laws/**'] },
  },
})
