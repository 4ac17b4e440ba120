import { css } from 'lit';

/** The tokens that only the panel needs, as those in tokens.ts are made. */
export const panelTokens = css`
  :host {
    --crm-chat-accent-tint: #cbe5db;
    --crm-chat-own: #d8ece3;
    --crm-chat-surface-raised: #fffefc;
    --crm-chat-surface-hover: #ece9e2;
    --crm-chat-line: #e6e2d9;
    --crm-chat-line-strong: #8b8476;
    --crm-chat-text-muted: #635d52;
    --crm-chat-note: #fbf2dc;
    --crm-chat-danger: #b3261e;
    --crm-chat-online: #2f8a5b;
    --crm-chat-other: var(--crm-chat-surface-sunken);
    --crm-chat-font-mono: ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
    --crm-chat-width: 400px;
    --crm-chat-height: 720px;
    --crm-chat-shadow-small: 0 8px 20px -8px rgb(35 32 27 / 0.24);
    --crm-chat-duration: 160ms;
    --crm-chat-ease: cubic-bezier(0.2, 0.7, 0.2, 1);
  }
  @supports (color: light-dark(#fff, #000)) and (color: oklch(from red l c h)) {
    :host {
      --crm-chat-accent-tint: light-dark(
        oklch(from var(--crm-chat-accent) 0.9 min(c * 0.48, 0.036) h),
        oklch(from var(--crm-chat-accent) 0.4 min(c * 0.6, 0.055) h)
      );
      --crm-chat-own: light-dark(
        color-mix(in oklab, oklch(from var(--crm-chat-accent) 0.915 min(c * 0.5, 0.033) h) 76%, #f5f3ee),
        oklch(from var(--crm-chat-accent) 0.34 min(c * 0.5, 0.036) h)
      );
      --crm-chat-surface-raised: light-dark(#fffefc, #252320);
      --crm-chat-surface-hover: light-dark(#ece9e2, #33302c);
      --crm-chat-line: light-dark(#e6e2d9, #393631);
      --crm-chat-line-strong: light-dark(#8b8476, #807869);
      --crm-chat-text-muted: light-dark(#635d52, #b4ac9e);
      --crm-chat-note: light-dark(#fbf2dc, #37301f);
      --crm-chat-danger: light-dark(#b3261e, #f39a8f);
      --crm-chat-online: light-dark(#2f8a5b, #5cc08c);
      --crm-chat-shadow-small:
        0 1px 2px light-dark(rgb(35 32 27 / 0.1), rgb(0 0 0 / 0.4)),
        0 8px 20px -8px light-dark(rgb(35 32 27 / 0.24), rgb(0 0 0 / 0.6));
    }
  }
`;
