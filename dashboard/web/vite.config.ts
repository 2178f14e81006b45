import { join } from 'node:path'
import { defineConfig } from 'vite'

const server = process.env['CITY_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // data: URLs would need a wider content security policy than 'self'
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        'offline-worker': join(import.meta.dirname, 'offline', 'offline-worker.ts'),
      },
      // A worker rules only what lies below its own path, and is looked for again under the same name.
      output: { entryFileNames: ({ name }) => (name === 'offline-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': server,
      '/map': server,
      '/health': server,
      '/socket.io': { target: server, ws: true },
    },
  },
})
