import { adoptStyles, type CSSResult } from 'lit';

/** Adopts the sheets of a part that came later: before the last one of the root, which has the last word. */
export function adoptLate(root: ShadowRoot, styles: readonly CSSResult[]): void {
  const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? []);
  const before = root.adoptedStyleSheets;
  // A browser without such sheets gets elements, which stand at the end.
  if (sheets.length < styles.length) adoptStyles(root, [...styles]);
  else if (!sheets.every((sheet) => before.includes(sheet)))
    root.adoptedStyleSheets = [...before.slice(0, -1), ...sheets, ...before.slice(-1)];
}
