import { css } from 'lit';

/**
 * The tokens. Every colour is one `light-dark()` pair, so that `theme` only has to set `color-scheme`; everything tinted
 * comes from the one accent: lightness pinned, chroma capped, hue kept, so that any accent stays readable. The first block
 * is for browsers without `light-dark()` or relative colours: light, with the accent the page set.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --crm-chat-accent: #265c4b;
    --crm-chat-accent-fill: var(--crm-chat-accent);
    --crm-chat-on-accent: #fff;
    --crm-chat-accent-text: var(--crm-chat-accent);
    --crm-chat-accent-tint: #cbe5db;
    --crm-chat-own: #d8ece3;
    --crm-chat-surface: #fffefc;
    --crm-chat-surface-raised: #fffefc;
    --crm-chat-surface-sunken: #f5f3ee;
    --crm-chat-surface-hover: #ece9e2;
    --crm-chat-line: #e6e2d9;
    --crm-chat-line-strong: #8b8476;
    --crm-chat-text: #23201b;
    --crm-chat-text-muted: #635d52;
    --crm-chat-note: #fbf2dc;
    --crm-chat-signal: #b04318;
    --crm-chat-on-signal: #fff;
    --crm-chat-danger: #b3261e;
    --crm-chat-online: #2f8a5b;
    --crm-chat-other: var(--crm-chat-surface-sunken);
    --crm-chat-focus: var(--crm-chat-accent-text);
    --crm-chat-font:
      ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif;
    --crm-chat-font-mono: ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
    --crm-chat-font-size: 0.9375em;
    --crm-chat-space: 4px;
    --crm-chat-radius: 14px;
    --crm-chat-radius-tight: 4px;
    --crm-chat-width: 400px;
    --crm-chat-height: 720px;
    --crm-chat-launcher-size: 56px;
    --crm-chat-offset: 20px;
    --crm-chat-z: 2147483000;
    --crm-chat-shadow: 0 0 0 1px rgb(35 32 27 / 0.08), 0 24px 48px -16px rgb(35 32 27 / 0.26);
    --crm-chat-shadow-small: 0 8px 20px -8px rgb(35 32 27 / 0.24);
    --crm-chat-duration: 160ms;
    --crm-chat-ease: cubic-bezier(0.2, 0.7, 0.2, 1);
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
      --crm-chat-accent-tint: light-dark(
        oklch(from var(--crm-chat-accent) 0.9 min(c * 0.48, 0.036) h),
        oklch(from var(--crm-chat-accent) 0.4 min(c * 0.6, 0.055) h)
      );
      --crm-chat-own: light-dark(
        color-mix(in oklab, oklch(from var(--crm-chat-accent) 0.915 min(c * 0.5, 0.033) h) 76%, #f5f3ee),
        oklch(from var(--crm-chat-accent) 0.34 min(c * 0.5, 0.036) h)
      );
      --crm-chat-surface: light-dark(#fffefc, #1b1a18);
      --crm-chat-surface-raised: light-dark(#fffefc, #252320);
      --crm-chat-surface-sunken: light-dark(#f5f3ee, #282623);
      --crm-chat-surface-hover: light-dark(#ece9e2, #33302c);
      --crm-chat-line: light-dark(#e6e2d9, #393631);
      --crm-chat-line-strong: light-dark(#8b8476, #807869);
      --crm-chat-text: light-dark(#23201b, #f1ece3);
      --crm-chat-text-muted: light-dark(#635d52, #b4ac9e);
      --crm-chat-note: light-dark(#fbf2dc, #37301f);
      --crm-chat-signal: light-dark(#b04318, #f0936a);
      --crm-chat-on-signal: light-dark(#fff, #1b1a18);
      --crm-chat-danger: light-dark(#b3261e, #f39a8f);
      --crm-chat-online: light-dark(#2f8a5b, #5cc08c);
      --crm-chat-shadow:
        0 0 0 1px light-dark(rgb(35 32 27 / 0.08), rgb(255 248 235 / 0.1)),
        0 2px 6px light-dark(rgb(35 32 27 / 0.05), rgb(0 0 0 / 0.3)),
        0 24px 48px -16px light-dark(rgb(35 32 27 / 0.26), rgb(0 0 0 / 0.7));
      --crm-chat-shadow-small:
        0 1px 2px light-dark(rgb(35 32 27 / 0.1), rgb(0 0 0 / 0.4)),
        0 8px 20px -8px light-dark(rgb(35 32 27 / 0.24), rgb(0 0 0 / 0.6));
    }
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
`;
