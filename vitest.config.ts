// Unit tests beside the code, whole flows in test/; the end-to-end ones are started by `build/test.mjs` after a build.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Long, for a machine that does other work beside: what is waited for comes at once where it is idle.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 20_000 } },
  },
})
