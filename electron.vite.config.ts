// Builds the product: shell, browser host and core for Node, the preload, and the pages.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20',
      // Bundled, not looked up file by file at every start, as every devDependency is: RxDB alone is some hundred files.
      externalizeDeps: { exclude: ['typebox', 'uuid', 'age-encryption'] },
      rollupOptions: {
        input: {
          shell: 'src-main/shell/main.ts',
          core: 'src-main/core/main.ts',
          'check-worker': 'src-main/core/store/backups/check-worker.ts',
          'mail-reader-thread': 'src-main/core/channels/mail-in/mail-reader-thread.ts',
          'browser-host': 'src-main/browser-host/main.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: 'src-main/shell/preload.ts' },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      // One page, loaded from this machine's disk: splitting it would save nothing.
      chunkSizeWarningLimit: 2_000,
      rollupOptions: {
        input: { index: 'src-renderer/index.html', 'browser-bridge': 'src-renderer/browser-bridge.ts' },
        output: {
          entryFileNames: (chunk) =>
            chunk.name === 'browser-bridge' ? '[name].js' : 'assets/[name]-[hash].js',
        },
      },
    },
  },
})
