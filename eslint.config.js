import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { configs as lit } from 'eslint-plugin-lit';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { namedImports, zones } from './.scripts/boundaries.mjs';

const typed = ['**/*.ts'];
const tests = ['**/test/**/*.ts', 'relay/bench/**/*.ts'];
const lines = { skipBlankLines: true, skipComments: true };

const under = (files) => files[0].replace(/\*.*$/, '');

/** `no-restricted-imports` replaces what an earlier block set, so each block carries what holds around its folder too. */
const restrictedImports = namedImports.map(({ files, ignores = [], patterns }, i) => {
  const around = namedImports.slice(0, i).filter((other) => under(files).startsWith(under(other.files)));
  const all = [...around.flatMap((other) => other.patterns), ...patterns];
  return { files, ignores, rules: { 'no-restricted-imports': ['error', { patterns: all }] } };
});

/** Who may import whom, for the tree at `root`; .scripts/boundaries.test.mjs tries it on one of its own. */
export const boundaries = (root) =>
  defineConfig(
    {
      files: ['sdk/src/**/*.ts', 'relay/src/**/*.ts'],
      plugins: { 'import-x': importX },
      languageOptions: { parser: tseslint.parser },
      settings: {
        'import-x/resolver-next': [
          createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
        ],
      },
      rules: { 'import-x/no-restricted-paths': ['error', { basePath: root, zones: zones(root) }] },
    },
    restrictedImports,
  );

export default defineConfig(
  globalIgnores(['**/dist/', '**/data/', '.cache/']),
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  { files: ['examples/*/playground.js'], languageOptions: { globals: globals.browser } },
  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => socket.close()` says what it means.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An options type may be an interface, a union of frames cannot be one: both have their place.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `claims['sub']` shows that nobody promised the claim.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A no-op handler is a statement: this is not listened to.
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      // An async method may keep an interface's promise without awaiting anything.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    // Examples read the built package, which a linter need not have; `npm run build` in each checks its types.
    files: ['examples/*/*.ts', 'examples/*/src/*.ts'],
    ignores: ['examples/test/**'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['sdk/src/**/*.ts', 'relay/src/**/*.ts', 'relay/admin/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 60, ...lines }],
      'max-lines': ['error', { max: 300, ...lines }],
      'no-console': 'error',
    },
  },
  {
    // One table of words each: no longer function than its language has sentences.
    files: ['sdk/src/view/words/strings.ts', 'sdk/src/view/words/locales/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' },
  },
  boundaries(import.meta.dirname),
  { files: ['sdk/src/view/**/*.ts', 'relay/admin/**/*.ts'], extends: [lit['flat/recommended']] },
  {
    files: tests,
    rules: {
      // node:test's `test()` and `t.test()` return promises that the runner awaits itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a test changes behind the compiler's back it has to look at again.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // `(error as ChatError).code` fails the test where it is not one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
);
