import { css } from 'lit';

/** The launcher is the bubble: three round corners, and a tight one at the corner of the page it lives in. */
export const launcherStyles = css`
  .launcher {
    position: relative;
    inline-size: var(--crm-chat-launcher-size);
    block-size: var(--crm-chat-launcher-size);
    display: grid;
    place-items: center;
    color: var(--crm-chat-on-accent);
    background: var(--crm-chat-accent-fill);
    border-radius: calc(var(--crm-chat-launcher-size) * 0.36);
    border-end-end-radius: calc(var(--crm-chat-radius-tight) * 1.5);
    box-shadow:
      0 0 0 1px rgb(255 255 255 / 0.14) inset,
      0 2px 4px rgb(35 32 27 / 0.16),
      0 12px 24px -8px rgb(35 32 27 / 0.4);
  }
  :host([position^='bottom-']) .launcher {
    border-radius: calc(var(--crm-chat-launcher-size) * 0.36);
  }
  :host([position='bottom-right']) .launcher {
    border-bottom-right-radius: calc(var(--crm-chat-radius-tight) * 1.5);
  }
  :host([position='bottom-left']) .launcher {
    border-bottom-left-radius: calc(var(--crm-chat-radius-tight) * 1.5);
  }
  .launcher .icon:not(.xs) {
    inline-size: 32px;
    block-size: 32px;
  }
  .launcher:hover {
    background: color-mix(in oklab, var(--crm-chat-accent-fill), var(--crm-chat-text) 14%);
  }
  .launcher:focus-visible {
    outline: 2px solid var(--crm-chat-surface);
    outline-offset: 0;
    box-shadow:
      0 0 0 4px var(--crm-chat-focus),
      0 12px 24px -8px rgb(35 32 27 / 0.4);
  }
  /* A slot has no box of its own to fade. */
  .launcher slot {
    display: grid;
  }
  .launcher[aria-busy] {
    cursor: progress;
  }
  .launcher[aria-busy] > * {
    animation: crm-chat-busy 1.2s 0.3s infinite;
  }
  @media (prefers-reduced-motion) {
    .launcher[aria-busy] > * {
      opacity: 0.6;
      animation: none;
    }
  }
  @keyframes crm-chat-busy {
    50% {
      opacity: 0.35;
    }
  }
  .launcher[data-covered] {
    visibility: hidden;
  }
  .badge {
    position: absolute;
    inset-block-start: -8px;
    inset-inline-end: -8px;
    min-inline-size: 22px;
    block-size: 22px;
    padding-inline: 6px;
    display: grid;
    place-items: center;
    font-size: 12px;
    line-height: 1;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    color: var(--crm-chat-on-signal);
    background: var(--crm-chat-signal);
    border-radius: 11px;
    box-shadow: 0 0 0 2px var(--crm-chat-surface);
  }
  .badge::before {
    content: attr(data-n);
  }
  .badge.quiet::before {
    content: none;
  }
  .badge.quiet {
    padding-inline: 3px;
    color: var(--crm-chat-text);
    background: var(--crm-chat-surface-sunken);
  }
  .early {
    position: absolute;
    inset-block-end: calc(100% + 12px);
    inset-inline-end: 0;
    inline-size: min(280px, 80vw);
    padding: 12px 16px;
    color: var(--crm-chat-text);
    background: var(--crm-chat-surface);
    border-radius: var(--crm-chat-radius);
    box-shadow: var(--crm-chat-shadow);
    /* A panel that comes at once does not flash this first; the focus is in it all the same. */
    animation: crm-chat-early 0.2s 0.3s backwards;
  }
  @keyframes crm-chat-early {
    from {
      opacity: 0;
    }
  }
  :host([position='inline']) .early {
    position: static;
  }
  .early textarea {
    inline-size: 100%;
    border: 0;
    background: none;
    resize: none;
    outline: 0;
  }
  /* Above the sentence that it could not be loaded, it has nothing in it to be known by. */
  .early textarea:not(:last-child) {
    background: var(--crm-chat-surface-sunken);
    border-radius: var(--crm-chat-radius-tight);
  }
  .early:focus-within {
    outline: 2px solid var(--crm-chat-focus);
  }
  .early ::placeholder {
    color: inherit;
    opacity: 0.75;
  }
  .early p {
    margin-block-end: 8px;
    overflow-wrap: anywhere;
  }
  .early bdi {
    display: block;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .early button {
    margin-inline-end: 8px;
    color: var(--crm-chat-accent-text);
    text-decoration: underline;
  }
  @media (forced-colors: active) {
    .launcher {
      border: 1px solid CanvasText;
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }
    .early {
      border: 1px solid CanvasText;
    }
    .badge {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    :focus-visible {
      outline-color: Highlight;
    }
  }
`;
