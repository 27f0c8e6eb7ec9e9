import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './vite/precompress.js';

/**
 * `__NONCE__` stands on the module script of the built page; the server that hands the page out puts a fresh nonce there.
 * Nothing is inlined as `data:` because the policy's `font-src` does not allow it.
 */
export default defineConfig({
  plugins: [react(), precompress()],
  resolve: {
    alias: {
      '@codemirror/lang-javascript': fileURLToPath(
        new URL('./src/templates/editor/script-free.ts', import.meta.url),
      ),
    },
  },
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 5173,
    proxy: {
      '/api': 'http://localhost:3000',
      '/v1': 'http://localhost:3000',
      '/preview': 'http://localhost:3000',
    },
  },
});
