import { defineConfig } from 'vitest/config'

// A bare `npx vitest` also runs the examples of README, docs and docstrings as they stand now. The gate has written them before.
if (process.env.NABLA_EXAMPLES !== 'written') (await import('./scripts/examples.js')).writeExamples()

const conditions = ['nabla-source', 'module', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['nabla-source', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    passWithNoTests: true,
    // Nothing in the library has global state that a test could spoil, so the workers share their modules.
    isolate: false,
    // Both cores: by default one of two is left idle.
    maxWorkers: '100%',
    // What Vite makes of a file is kept under node_modules until the file changes.
    experimental: { fsModuleCache: true },
    // `NABLA_CASES` times as many cases of what `test/support/cases.ts` counts.
    testTimeout: 30_000 * Number(process.env.NABLA_CASES ?? 1),
    coverage: { include: ['src/**', 'laws/**'] },
  },
})
