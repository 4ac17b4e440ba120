/** `npm run roles [-- --write]`: prints who may do what, or writes it to docs/roles.md. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { rolesFile, rolesMarkdown } from './markdown.js';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const text = await rolesMarkdown();
if (values.write) await writeFile(rolesFile, text);
else process.stdout.write(text);
