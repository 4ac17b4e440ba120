#!/usr/bin/env node
import { run } from './cli/program.js';

const code = await run(process.argv.slice(2), process.env, {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
// Everything is closed; a library's timer must not keep the process.
process.exit(code);
