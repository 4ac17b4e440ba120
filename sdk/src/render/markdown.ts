/** Loaded when a text asks for it. docs/decisions/0010-text-becomes-nodes-never-html.md */
export { Prose } from './prose.js';
export { writtenBlocks } from './written.js';
