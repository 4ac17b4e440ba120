// Two libraries as this build and these tests take them.

const CORE = /[\\/]highlight\.js[\\/]lib[\\/]core\.js$/;
const MARKED = /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/;
const changed = (library) =>
  new Error(`This version of ${library} is built in another way: see .scripts/library-modules.mjs.`);

/** The core of highlight.js, its one CommonJS file without an import, as a module. Null for any other file. */
export function highlightCore(code, id) {
  if (!CORE.test(id)) return null;
  const line = 'module.exports = highlight;';
  if (!code.includes(line) || /\brequire\(/.test(code)) throw changed('highlight.js');
  return code.replace(line, 'export default highlight;');
}

/**
 * marked without what makes HTML. The element takes its lexer alone, but a line of marked that creates a whole `marked` for
 * importers who want one keeps the other half (3 KB, gzip) from being left out. Null for any other file.
 */
export function markedLexer(code, id) {
  if (!MARKED.test(id)) return null;
  const [convenience, instance] =
    /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse[^]*?(?=export\{)/.exec(code) ?? [];
  const exported = /export\{([^}]*)\}/.exec(code);
  const kept = exported?.[1].split(',').filter((name) => / as (Lexer|Tokenizer)$/.test(name));
  if (!instance || kept?.length !== 2) throw changed('marked');
  return code.replace(convenience, '').replace(exported[0], `export{${kept.join(',')}}`);
}
