/** The demo page's look: paper, ink and hairlines, as the element's own. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f5f3ee, #131210);
  --surface: light-dark(#fffefc, #1b1a18);
  --hover: light-dark(#ece9e2, #282623);
  --line: light-dark(#e6e2d9, #393631);
  --text: light-dark(#23201b, #f1ece3);
  --muted: light-dark(#635d52, #b4ac9e);
  --accent: light-dark(#265c4b, #82b8a4);
  --on-accent: light-dark(#ffffff, #14120f);
  --accent-text: light-dark(#265c4b, #94ccb7);
  --tint: light-dark(#d8ece3, #273d35);
  --radius: 14px;
  --tight: 4px;
  font: 400 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  color: var(--text);
  background: var(--page);
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
* { box-sizing: border-box; margin: 0; }
ul, ol, dl { list-style: none; padding: 0; }
h1 { font-size: 24px; line-height: 31px; font-weight: 600; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 15px; font-weight: 600; }
strong { font-weight: 600; }
a { color: inherit; text-decoration: none; }
:focus-visible { outline: 2px solid var(--accent-text); outline-offset: 2px; }
main:focus { outline: none; }
.quiet { color: var(--muted); }
.skip { position: absolute; inset-block-start: -60px; inset-inline-start: 16px; padding: 8px 12px;
  background: var(--surface); border-radius: var(--tight); }
.skip:focus { inset-block-start: 12px; z-index: 1; }
body { display: grid; grid-template-columns: 264px minmax(0, 1fr); min-block-size: 100vh; }
.side { display: flex; flex-direction: column; gap: 28px; padding: 24px 16px;
  border-inline-end: 1px solid var(--line); }
.brand { display: flex; align-items: center; gap: 10px; padding-inline: 10px; font-weight: 600; font-size: 17px; }
.mark { inline-size: 22px; block-size: 22px; background: var(--accent); border-radius: 8px 8px 2px 8px; }
.side h2 { padding-inline: 10px; font-size: 12.5px; font-weight: 500; color: var(--muted); margin-block-end: 6px; }
.side li a { display: block; padding: 8px 10px; border-radius: 10px; min-block-size: 44px; font-weight: 500; }
.side li a span { display: block; font-size: 12.5px; line-height: 16px; font-weight: 400; color: var(--muted); }
.side li a:hover { background: var(--hover); }
.side li a[aria-current] { background: var(--surface); box-shadow: 0 0 0 1px var(--line); }
.demo { margin-block-start: auto; padding-block: 16px 0; border-block-start: 1px solid var(--line); }
.demo p { padding-inline: 10px; font-size: 13px; line-height: 18px; }
.demo p + p { margin-block: 10px 4px; color: var(--muted); }
.theme { display: flex; gap: 2px; margin: 14px 10px 0; padding: 2px; border-radius: 10px; background: var(--hover); }
.theme button { flex: 1; min-block-size: 32px; border: 0; border-radius: 8px; background: none; color: inherit;
  font: inherit; font-size: 13px; cursor: pointer; }
.theme button[aria-pressed='true'] { background: var(--surface); font-weight: 500; box-shadow: 0 0 0 1px var(--line); }
main { padding: 28px 32px 96px; max-inline-size: 1120px; }
.top { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; justify-content: space-between; }
.main { min-block-size: 40px; padding: 0 16px; border: 0; border-radius: 10px; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 500; cursor: pointer; }
.main:hover { filter: brightness(1.08); }
.stages { display: flex; gap: 4px; margin-block: 26px; font-size: 13px; color: var(--muted); }
.stages li { flex: 1; min-inline-size: 0; padding-block-start: 8px; border-block-start: 4px solid var(--line); }
.stages .done, .stages .now { border-color: var(--accent); }
.stages .now { color: var(--text); font-weight: 600; }
.cards { display: grid; grid-template-columns: minmax(240px, 320px) minmax(0, 1fr); gap: 20px; align-items: start; }
.column { display: grid; gap: 20px; }
.card { padding: 20px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.card h2 { margin-block-end: 16px; }
.person { display: flex; gap: 12px; align-items: center; margin-block-end: 12px; }
.person p { display: grid; }
.face { display: grid; place-items: center; inline-size: 40px; block-size: 40px; border-radius: 50%;
  background: var(--tint); color: var(--accent-text); font-size: 13px; font-weight: 600; }
.reach { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
dl { display: grid; gap: 14px; }
dt { font-size: 13px; color: var(--muted); }
dd { font-weight: 500; font-variant-numeric: tabular-nums; }
.timeline { display: grid; gap: 22px; }
.timeline li { position: relative; padding-inline-start: 22px; }
.timeline li::before { content: ''; position: absolute; inset-block-start: 7px; inset-inline-start: 0; inline-size: 8px;
  block-size: 8px; border-radius: 4px 4px 1px 4px; background: var(--accent); }
.timeline li:not(:last-child)::after { content: ''; position: absolute; inset-block: 21px -20px;
  inset-inline-start: 3.5px; inline-size: 1px; background: var(--line); }
@media (max-width: 860px) {
  body { display: block; }
  .side { gap: 16px; padding: 16px; border-inline-end: 0; border-block-end: 1px solid var(--line); }
  .side nav ul { display: flex; gap: 4px; overflow-x: auto; margin-inline: -16px; padding: 2px 16px; scrollbar-width: none; }
  .side nav li { flex: none; }
  .side h2 { padding-inline: 0; }
  .side nav h2 { position: absolute; clip-path: inset(50%); inline-size: 1px; block-size: 1px; overflow: hidden; }
  .demo { order: 3; margin-block-start: 0; padding: 14px 0 0; }
  .demo p { padding-inline: 0; }
  .demo ul { display: flex; flex-wrap: wrap; gap: 6px; }
  .demo li a { border: 1px solid var(--line); }
  .theme { margin-inline: 0; max-inline-size: 280px; }
  .brand { padding-inline: 0; }
  main { padding: 20px 16px 104px; }
}
@media (max-width: 640px) {
  .cards { grid-template-columns: minmax(0, 1fr); }
  .stages { font-size: 0; gap: 3px; }
  .stages .now { font-size: 13px; flex: 2.4; }
  .main { inline-size: 100%; min-block-size: 44px; }
}
@media (forced-colors: active) {
  .mark, .timeline li::before { background: CanvasText; }
  .stages .done, .stages .now { border-color: Highlight; }
}
`;

export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#265c4b" d="M11 2h10a9 9 0 0 1 9 9v10a9 9 0 0 1-9 9H11a9 9 0 0 1-9-9V11a9 9 0 0 1 9-9"/></svg>';
