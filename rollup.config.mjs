import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import terser from '@rollup/plugin-terser';
import esbuild, { minify } from 'rollup-plugin-esbuild';
import license from 'rollup-plugin-license';
import { furtherTries } from './.scripts/further-tries.mjs';
import { leanLit } from './.scripts/lean-lit.mjs';
import { leanMarked } from './.scripts/lean-marked.mjs';
import { leanView } from './.scripts/lean-view.mjs';
import { highlightCore } from './.scripts/library-modules.mjs';
import { sources } from './.scripts/sources.mjs';
import { fingerprint } from './.scripts/tree.mjs';

const at = (file) => fileURLToPath(new URL(file, import.meta.url));
const packageOf = (workspace) => JSON.parse(readFileSync(at(`${workspace}/package.json`), 'utf8'));

/** Matches the packages that npm will install beside ours or that the page has, and Node's own modules. */
const externalsOf = (workspace) => {
  const { dependencies, peerDependencies } = packageOf(workspace);
  const names = Object.keys({ ...dependencies, ...peerDependencies });
  return (id) => id.startsWith('node:') || names.some((name) => id === name || id.startsWith(`${name}/`));
};

const typescript = (workspace) =>
  esbuild({ target: 'es2022', tsconfig: at(`${workspace}/tsconfig.json`), include: /\.ts$/, sourceMap: true });

const fail = (warning) => {
  // An unresolved or circular import is a mistake here, not a remark.
  throw new Error(warning.message);
};

/** The ES modules of the SDK for npm, one for each source, so that a bundler sees what it may leave out. */
const npm = {
  input: {
    index: at('sdk/src/index.ts'),
    define: at('sdk/src/define.ts'),
    'frameworks/react': at('sdk/src/frameworks/react.ts'),
    'frameworks/vue': at('sdk/src/frameworks/vue.ts'),
    'frameworks/svelte': at('sdk/src/frameworks/svelte.ts'),
    'protocol/index': at('sdk/src/protocol/index.ts'),
  },
  external: externalsOf('sdk'),
  onwarn: fail,
  plugins: [typescript('sdk')],
  output: {
    dir: at('sdk/dist/npm'),
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: at('sdk/src'),
    // Components of React's servers may name it; it runs in the browser. In the source Rollup would throw it away.
    banner: ({ fileName }) => (fileName === 'frameworks/react.js' ? "'use client';" : ''),
    sourcemap: true,
  },
};

/**
 * A page without a charset reads a classic script as windows-1252, so strings are escaped. Properties keep their names.
 * What one would not expect of the options is what compresses better: docs/decisions/0022-small-by-its-build.md.
 */
const minified = (module) =>
  terser({
    ecma: 2020,
    module,
    compress: { passes: 3, inline: 1, lhs_constants: false, sequences: false },
    format: { ascii_only: true, comments: false },
  });

/** TypeScript has held what is constant to it. One word for all declarations is 0.3 % less, and more of them become one. */
const oneKeyword = {
  name: 'one-keyword',
  renderChunk(code) {
    let letters = code;
    const visit = (node) => {
      // As long as the word that it replaces, so that source maps fit.
      if (node.type === 'VariableDeclaration' && node.kind === 'const') {
        letters = `${letters.slice(0, node.start)}let  ${letters.slice(node.start + 5)}`;
      }
      for (const value of Object.values(node)) {
        for (const child of Array.isArray(value) ? value : [value]) if (child?.type) visit(child);
      }
    };
    visit(this.parse(code));
    return { code: letters, map: null };
  },
};

/**
 * Short names for what is private to a class, the same few in each: terser gives every one of a file another, and the element is
 * 2 % larger for it.
 */
const shortPrivates = minify({ minify: false, minifyIdentifiers: true, charset: 'ascii', target: 'es2022' });

const libraries = {
  name: 'library-modules',
  async transform(code, id) {
    const changed = highlightCore(code, id) ?? leanLit(code, id) ?? (await leanMarked(code, id));
    return changed && { code: changed, map: null };
  },
};

const view = {
  name: 'lean-view',
  transform(code, id) {
    return leanView(code, id, (text) => this.parse(text));
  },
};

const bundled = [
  libraries,
  nodeResolve({ browser: true, exportConditions: ['production', 'browser'] }),
  replace({ preventAssignment: true, values: { 'process.env.NODE_ENV': '"production"' } }),
  typescript('sdk'),
  view,
];

/** What is minified has lost the notices of those who wrote it; their licences ask for them beside it. */
const notices = (folder) => {
  const template = (found) =>
    found
      .filter(({ name }) => !name.startsWith('@crm-chat/'))
      .map((library) => library.text())
      .join(`\n${'-'.repeat(80)}\n\n`);
  return license({ thirdParty: { output: { file: at(`${folder}/third-party-licenses.txt`), template } } });
};

/** The names that the build has given to chunks. */
const chunks = {};

/** Notes which files a page loads before the element can show: what the entry imports statically, without the entry. */
const firstLoad = {
  name: 'first-load',
  writeBundle({ dir }, bundle) {
    const reached = new Set();
    const visit = (file) => {
      if (reached.has(file)) return;
      reached.add(file);
      bundle[file].imports.forEach(visit);
    };
    bundle['crm-chat-element.js'].imports.forEach(visit);
    writeFileSync(path.join(dir, '../first-load.json'), `${JSON.stringify(['crm-chat.js', ...reached])}\n`);
    for (const { name, fileName } of Object.values(bundle)) if (name in together) chunks[name] = fileName;
  },
};

/** Tells the script tag those of what it asks for itself. The element is built before it. */
const chunkNames = {
  name: 'chunk-names',
  load(id) {
    if (!/[\\/]sdk[\\/]src[\\/]chunk-names\.ts$/.test(id)) return null;
    return `export const FILES = ${JSON.stringify({ element: chunks.define, chat: chunks.chat })};`;
  },
};

/**
 * What is fetched in one piece, since it is wanted at one time: as one file it is a twentieth smaller, and one request. Whatever
 * these import goes with them; a module belongs to the first that names it.
 */
const together = {
  // What the words of every language need: a page that is not in English must not fetch the chat for them.
  define: ['define', 'view/words/counting'],
  chat: [...['view/element/chat-parts', 'session/device', 'tabs/tabs'], ...['render/caps', 'view/composer/drafts']],
  // What is switched on, for the switches, too: a page that offers those has what they switch.
  follow: ['alerts/follow', 'alerts/preferences'],
  // The queue of the uploads, and how one is made.
  upload: ['outbox/uploads', 'transport/upload'],
};

/**
 * In the names of chunks, which are kept for good where they are served: what they are all made from. One of its own for each
 * would be what compresses worst in a chunk that names two dozen others, and nearly all name the chat, so that they change with it.
 */
const release = Buffer.from(fingerprint(sources.sdk), 'hex').toString('base64url').slice(0, 8);

/** The element with all it needs as one module, and chunks for what it needs later. */
const element = {
  input: { 'crm-chat-element': at('sdk/src/define.ts') },
  onwarn: fail,
  plugins: [
    ...bundled,
    { name: 'further-tries', renderChunk: furtherTries },
    shortPrivates,
    oneKeyword,
    minified(true),
    firstLoad,
    notices('sdk/dist/browser'),
  ],
  output: {
    dir: at('sdk/dist/browser'),
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: `chunks/[name]-${release}.js`,
    freeze: false,
    manualChunks: Object.fromEntries(
      Object.entries(together).map(([chunk, modules]) => [chunk, modules.map((name) => at(`sdk/src/${name}.ts`))]),
    ),
    sourcemap: true,
  },
};

/** The script tag: a classic script without module syntax, which imports the element. */
const loader = {
  input: at('sdk/src/loader.ts'),
  onwarn: fail,
  plugins: [chunkNames, ...bundled, minified(false)],
  output: { file: at('sdk/dist/browser/crm-chat.js'), format: 'iife', sourcemap: true },
};

/** The relay, file by file, so that a worker finds its script; the protocol goes in, so that nobody installs lit for it. */
const relay = {
  input: ['relay/src/main.ts', 'relay/src/store/sqlite/worker.ts'].map(at).filter((file) => existsSync(file)),
  external: externalsOf('relay'),
  onwarn: fail,
  plugins: [
    {
      name: 'protocol-from-source',
      resolveId: (id) => (id === '@crm-chat/sdk/protocol' ? at('sdk/src/protocol/index.ts') : null),
    },
    nodeResolve({ extensions: ['.ts', '.js'], preferBuiltins: true }),
    typescript('relay'),
  ],
  output: {
    dir: at('relay/dist'),
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: at('relay/src'),
    sourcemap: true,
  },
};

/** The page at `/admin/`: one module. */
const adminPage = {
  input: at('relay/admin/admin.ts'),
  onwarn: fail,
  plugins: [
    nodeResolve({ browser: true, extensions: ['.ts', '.js'], exportConditions: ['production', 'browser'] }),
    typescript('relay'),
    minified(true),
    notices('relay/dist/admin-page'),
  ],
  output: { file: at('relay/dist/admin-page/admin.js'), format: 'es' },
};

export default (options) => {
  const parts = { sdk: [npm, element, loader], relay: [relay, adminPage] };
  return Object.entries(parts).flatMap(([part, configs]) => (options[`config-${part}`] ? configs : []));
};
