import { css } from 'lit';

/** Resets at no specificity (`:where`), so that any class wins, and what every part shares. */
export const base = css`
  :host {
    position: fixed;
    inset-block-end: max(var(--crm-chat-offset), env(safe-area-inset-bottom));
    /* Which side that is depends on the direction. */
    inset-inline-end: max(var(--crm-chat-offset), env(safe-area-inset-left), env(safe-area-inset-right));
    z-index: var(--crm-chat-z);
    display: block;
    visibility: visible;
    -webkit-font-smoothing: antialiased;
    -webkit-text-size-adjust: 100%;
  }
  /* Below the host, which rules of the page for every element reach, such as "* { font-size: 12px }". */
  :host > * {
    /* What readers have set in their browser, whatever the page makes of its own root. */
    font: 400 medium / 1.4 var(--crm-chat-font);
    letter-spacing: normal;
    word-spacing: normal;
    word-break: normal;
    hyphens: manual;
    text-transform: none;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    white-space: normal;
    cursor: auto;
    -webkit-user-select: text;
    user-select: text;
    color: var(--crm-chat-text);
  }
  crm-chat-panel > *,
  .lost {
    font-size: var(--crm-chat-font-size);
  }
  :host([position='bottom-right']) {
    inset-inline: auto;
    right: max(var(--crm-chat-offset), env(safe-area-inset-right));
  }
  :host([position='bottom-left']) {
    inset-inline: auto;
    left: max(var(--crm-chat-offset), env(safe-area-inset-left));
  }
  :host([position='inline']) {
    position: relative;
    inset: auto;
    z-index: auto;
    block-size: 100%;
    min-block-size: 360px;
  }
  :host([hidden]) {
    display: none;
  }
  @media print {
    :host(:not([position='inline'])) {
      display: none;
    }
  }
  :where(*, *::before, *::after) {
    box-sizing: border-box;
  }
  :where(h2, h3, p, ul) {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }
  :where(button, textarea) {
    margin: 0;
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  :where(button) {
    appearance: none;
    border: 0;
    padding: 0;
    background: none;
    cursor: pointer;
    text-align: start;
    touch-action: manipulation;
  }
  :focus-visible {
    outline: 2px solid var(--crm-chat-focus);
    outline-offset: 2px;
  }
  .icon {
    inline-size: 20px;
    block-size: 20px;
    flex: none;
    display: block;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon.s {
    inline-size: 16px;
    block-size: 16px;
  }
  .icon.xs {
    inline-size: 15px;
    block-size: 15px;
  }
  .icon.solid {
    fill: currentColor;
  }
  .icon.flip:dir(rtl) {
    transform: scaleX(-1);
  }
  crm-chat-panel {
    display: contents;
  }
`;
