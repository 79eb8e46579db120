// Builds the product: shell, browser host and core for Node, the preload, and the pages.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/** Character maps of Chinese PDFs that do not bring their font, beside the pages as `cmaps/`. */
const chineseMaps = {
  name: 'chinese-character-maps',
  generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): void }) {
    const folder = join(dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json'))), 'cmaps')
    for (const name of readdirSync(folder).filter((one) => /^(Adobe-GB1|GB|UniGB)/.test(one)))
      this.emitFile({ type: 'asset', fileName: `cmaps/${name}`, source: readFileSync(join(folder, name)) })
  },
}

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
    plugins: [react(), chineseMaps],
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
