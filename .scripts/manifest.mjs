import { readFileSync, writeFileSync } from 'node:fs';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';
import { at, filesIn } from './tree.mjs';
const modules = filesIn('sdk/src/view', (file) => file.endsWith('.ts')).map((file) => ts.createSourceFile(file, readFileSync(at(file), 'utf8'), ts.ScriptTarget.ES2015, true));
const m = create({ modules, plugins: [...litPlugin()], context: { dev: false, thirdPartyCEMs: [] } });
const d = m.modules.flatMap((x) => x.declarations).find((x) => x.name === 'CrmChatElement');
console.log(JSON.stringify(d, null, 1));
console.log(JSON.stringify(m.modules.find((x) => x.path.endsWith('events.ts')), null, 1));
