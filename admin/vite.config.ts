import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: {
    alias: {
      // Its browser build decodes entities through innerHTML, which Trusted Types refuse.
      'decode-named-character-reference': here('../node_modules/decode-named-character-reference/index.js'),
    },
  },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    // The page's Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:4280', '/health': 'http://127.0.0.1:4280' } },
});
