// npm start: from a fresh clone to a running relay with its demo page. Plain Node, so that it works before npm has run.
import { spawn } from 'node:child_process';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { at, main, root } from './tree.mjs';

main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  const args = [at('relay/dist/main.js'), '--dev', ...process.argv.slice(2)];
  const relay = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  // A terminal's Ctrl+C reaches the relay by itself; what is sent to this process alone is handed on. Either way the
  // relay closes in its own time, and this process leaves with it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => relay.kill(signal));
  relay.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
});
