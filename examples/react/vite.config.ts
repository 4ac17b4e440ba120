import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// A relay that runs with --dev signs the tokens here. On your page `/chat-token` is a route of your CRM.
const relay = process.env['VITE_CHAT_RELAY'] ?? 'http://127.0.0.1:8787';
const token = { target: relay, rewrite: () => '/demo/token?as=visitor' };

export default defineConfig({
  plugins: [react()],
  // The second page is for whoever renders on a server.
  build: { rollupOptions: { input: ['index.html', 'server.html'] } },
  server: { proxy: { '/chat-token': token } },
  preview: { proxy: { '/chat-token': token } },
});
