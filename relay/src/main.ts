#!/usr/bin/env node
import { run } from './cli/program.js';

const code = await run(process.argv.slice(2), process.env, {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
// A pipe takes 64 KiB at a time: what has not reached the reader by the exit would be lost.
for (const stream of [process.stdout, process.stderr]) await new Promise((done) => void stream.write('', done));
// Everything is closed; a library's timer must not keep the process.
process.exit(code);
