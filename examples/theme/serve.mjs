// Serves this folder, and passes on the tokens that a relay with --dev signs for its demo.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const TYPES = { '/': 'text/html', '/playground.js': 'text/javascript', '/playground.css': 'text/css' };

/** @returns the server, listening. `relay`: the address of one that runs with `--dev`. */
export async function serve({ relay, port }) {
  const answer = async ({ url = '/' }, res) => {
    const { pathname } = new URL(url, 'http://page');
    if (pathname === '/token') {
      const token = await fetch(`${relay}/demo/token?as=visitor`);
      res.writeHead(token.status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      res.end(await token.text());
      return;
    }
    const type = TYPES[pathname];
    if (!type) {
      res.writeHead(404).end();
      return;
    }
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    const text = await readFile(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
    res.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text.replaceAll('{{relay}}', relay));
  };
  const server = createServer((req, res) => {
    answer(req, res).catch((error) => res.writeHead(502).end(String(error)));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { RELAY = 'http://127.0.0.1:8787', PORT = '8790' } = process.env;
  const server = await serve({ relay: RELAY, port: Number(PORT) });
  console.log(`Theme playground: http://127.0.0.1:${server.address().port}/`);
}
