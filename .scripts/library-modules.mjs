// A library as this build and these tests take it.

const CORE = /[\\/]highlight\.js[\\/]lib[\\/]core\.js$/;

/** The core of highlight.js, its one CommonJS file without an import, as a module. Null for any other file. */
export function highlightCore(code, id) {
  if (!CORE.test(id)) return null;
  const line = 'module.exports = highlight;';
  if (!code.includes(line) || /\brequire\(/.test(code)) {
    throw new Error('This version of highlight.js is built in another way: see .scripts/library-modules.mjs.');
  }
  return code.replace(line, 'export default highlight;');
}
