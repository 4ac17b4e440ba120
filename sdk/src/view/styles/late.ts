import { adoptStyles, type CSSResult } from 'lit';
import { modes } from './modes.js';

/** Adopts the sheets of a part that came later: before those of the modes, which have the last word. */
export function adoptLate(root: ShadowRoot, styles: readonly CSSResult[], isMode = false): void {
  const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? []);
  const { adoptedStyleSheets: before } = root;
  const at = isMode ? before.length : before.findIndex((sheet) => sheet === modes.styleSheet);
  // A browser without such sheets gets elements, which stand at the end.
  if (sheets.length < styles.length) adoptStyles(root, [...styles]);
  else if (!sheets.every((sheet) => before.includes(sheet)))
    root.adoptedStyleSheets = [...before.slice(0, at), ...sheets, ...before.slice(at)];
}
