import { css } from 'lit';

/**
 * The tokens that the launcher needs; the panel brings its own (panel-tokens.ts). Every colour is one `light-dark()` pair, so
 * that `theme` only has to set `color-scheme`; everything tinted comes from the one accent: lightness pinned, chroma capped, hue
 * kept, so that any accent stays readable. The first block is for browsers without `light-dark()` or relative colours: light,
 * with the accent the page set.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --crm-chat-accent: #265c4b;
    --crm-chat-accent-fill: var(--crm-chat-accent);
    --crm-chat-on-accent: #fff;
    --crm-chat-accent-text: var(--crm-chat-accent);
    --crm-chat-surface: #fffefc;
    --crm-chat-surface-sunken: #f5f3ee;
    --crm-chat-text: #23201b;
    --crm-chat-signal: #b04318;
    --crm-chat-on-signal: #fff;
    --crm-chat-focus: var(--crm-chat-accent-text);
    --crm-chat-font:
      ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif;
    --crm-chat-font-size: 0.9375em;
    --crm-chat-space: 4px;
    --crm-chat-radius: 14px;
    --crm-chat-radius-tight: 4px;
    --crm-chat-launcher-size: 56px;
    --crm-chat-offset: 20px;
    --crm-chat-z: 2147483000;
    --crm-chat-shadow: 0 0 0 1px rgb(35 32 27 / 0.08), 0 24px 48px -16px rgb(35 32 27 / 0.26);
  }
  @supports (color: light-dark(#fff, #000)) and (color: oklch(from red l c h)) {
    :host {
      --crm-chat-accent-fill: light-dark(
        oklch(from var(--crm-chat-accent) calc(min(l, 0.52) + clamp(0, (l - 0.72) * 1e9, 1) * (l - min(l, 0.52))) c h),
        oklch(from var(--crm-chat-accent) max(l, 0.74) min(c, 0.14) h)
      );
      --crm-chat-on-accent: light-dark(oklch(from var(--crm-chat-accent) clamp(0, (0.72 - l) * 1e9, 1) 0 h), #14120f);
      --crm-chat-accent-text: light-dark(
        oklch(from var(--crm-chat-accent) min(l, 0.44) c h),
        oklch(from var(--crm-chat-accent) max(l, 0.8) min(c, 0.12) h)
      );
      --crm-chat-surface: light-dark(#fffefc, #1b1a18);
      --crm-chat-surface-sunken: light-dark(#f5f3ee, #282623);
      --crm-chat-text: light-dark(#23201b, #f1ece3);
      --crm-chat-signal: light-dark(#b04318, #f0936a);
      --crm-chat-on-signal: light-dark(#fff, #1b1a18);
      --crm-chat-shadow:
        0 0 0 1px light-dark(rgb(35 32 27 / 0.08), rgb(255 248 235 / 0.1)),
        0 2px 6px light-dark(rgb(35 32 27 / 0.05), rgb(0 0 0 / 0.3)),
        0 24px 48px -16px light-dark(rgb(35 32 27 / 0.26), rgb(0 0 0 / 0.7));
    }
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
`;
