import { css } from 'lit';

/** Code in messages. */
export const code = css`
  :host {
    --crm-chat-code-keyword: #8c3a12;
    --crm-chat-code-string: #2c6a3a;
    --crm-chat-code-number: #7a5300;
    --crm-chat-code-title: #1d5688;
    --crm-chat-code-comment: var(--crm-chat-text-muted);
  }
  @supports (color: light-dark(#fff, #000)) {
    :host {
      --crm-chat-code-keyword: light-dark(#8c3a12, #e8a27c);
      --crm-chat-code-string: light-dark(#2c6a3a, #9ccb9f);
      --crm-chat-code-number: light-dark(#7a5300, #dcbf7a);
      --crm-chat-code-title: light-dark(#1d5688, #93c0e6);
    }
  }
  .code {
    inline-size: 100%;
    border: 1px solid var(--crm-chat-line);
    border-radius: 10px;
    background: var(--crm-chat-surface-sunken);
    overflow: hidden;
  }
  .bubble .code {
    background: var(--crm-chat-surface);
  }
  .bubble:has(.code) {
    inline-size: 100%;
  }
  .code .top {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 32px;
    padding: 4px 4px 0 12px;
    font-size: 0.8em;
    line-height: 1.333;
    color: var(--crm-chat-text-muted);
  }
  .code .copy {
    position: relative;
    display: inline-grid;
    grid-template-columns: auto auto;
    align-items: center;
    gap: 5px;
    block-size: 28px;
    padding-inline: 8px;
    border-radius: 7px;
    font-weight: 500;
  }
  .code .copy:hover {
    background: var(--crm-chat-surface-hover);
    color: var(--crm-chat-text);
  }
  .code pre {
    overflow-x: auto;
    padding: 4px 12px 12px;
    font: 400 13px / 20px var(--crm-chat-font-mono);
    direction: ltr;
    text-align: left;
    white-space: pre;
    overflow-wrap: normal;
    tab-size: 2;
    font-variant-ligatures: none;
    scrollbar-width: thin;
    scrollbar-color: var(--crm-chat-line) transparent;
  }
  .code .lines {
    display: block;
    min-block-size: 20px;
  }
  .code :is(.keyword, .removed) {
    color: var(--crm-chat-code-keyword);
  }
  .code :is(.string, .added) {
    color: var(--crm-chat-code-string);
  }
  .code .number {
    color: var(--crm-chat-code-number);
  }
  /* Outside of code a title is a heading, by a sheet that may come after this one. */
  .code .lines .title {
    color: var(--crm-chat-code-title);
    font-weight: inherit;
  }
  .code .comment {
    color: var(--crm-chat-code-comment);
  }
  .code pre:focus-visible {
    outline-offset: -2px;
    border-radius: 10px;
  }

  .code .copy :is(.todo, .done) {
    display: grid;
    grid-area: 1 / 2;
  }
  .code .copy:not([data-copied]) .done,
  .code .copy[data-copied] .todo {
    visibility: hidden;
  }
  @media (pointer: coarse) {
    .code .copy {
      block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .code {
      border: 1px solid CanvasText;
    }
  }
`;
