const shared = [
  'package-lock.json',
  'rollup.config.mjs',
  'tsconfig.json',
  '.scripts/build.mjs',
  '.scripts/further-tries.mjs',
  '.scripts/lean-lit.mjs',
  '.scripts/lean-marked.mjs',
  '.scripts/marked-cuts.mjs',
  '.scripts/marked-methods.mjs',
  '.scripts/lean-view.mjs',
  '.scripts/library-modules.mjs',
  '.scripts/manifest.mjs',
  '.scripts/sources.mjs',
];
const sdk = ['sdk/src', 'sdk/package.json', 'sdk/tsconfig.json', 'sdk/tsconfig.build.json'];
/** What a workspace's `dist` is made from. The relay carries the SDK's browser build. */
export const sources = {
  sdk: [...shared, ...sdk],
  relay: [
    ...shared,
    ...sdk,
    '.scripts/compress.mjs',
    'relay/src',
    'relay/admin',
    'relay/package.json',
    'relay/tsconfig.json',
  ],
};
