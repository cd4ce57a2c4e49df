import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** KaTeX names each font in three formats; every browser that runs this page reads the first. */
const oneFontFormat: Plugin = {
  name: 'one-font-format',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('katex.min.css') ? code.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)/g, '') : null,
};

export default defineConfig({
  root: here('.'),
  plugins: [react(), oneFontFormat],
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
