/** Loaded when a text asks for it. docs/decisions/0006-text-becomes-blocks-never-html.md */
export { Prose } from './prose.js';
export { writtenBlocks } from './written.js';
