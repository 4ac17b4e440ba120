import { css } from 'lit';

/** The bar with the tools of the message under hand. */
export const tools = css`
  .tools {
    position: absolute;
    inset-block-start: -26px;
    inset-inline-start: max(0px, calc(100% - 130px));
    display: flex;
    padding: 2px;
    background: var(--crm-chat-surface-raised);
    border-radius: 10px;
    box-shadow:
      0 0 0 1px var(--crm-chat-line),
      var(--crm-chat-shadow-small);
    z-index: 2;
  }
  .own .tools {
    inset-inline: auto max(0px, calc(100% - 132px));
  }
  .tools .icon-btn {
    inline-size: 28px;
    block-size: 28px;
    border-radius: 8px;
    color: var(--crm-chat-text-muted);
  }
  .tools .icon-btn:hover,
  .tools .icon-btn[data-copied] {
    color: var(--crm-chat-text);
  }
  .group[data-tools] {
    content-visibility: visible;
    z-index: 1;
  }
  @media (pointer: coarse) {
    .tools {
      display: none;
    }
  }
  .tools .copy:not([data-copied]) .done,
  .tools .copy[data-copied] .todo {
    display: none;
  }
  @media (prefers-reduced-motion: no-preference) {
    .tools {
      animation: crm-chat-fade 80ms;
    }
  }
  @media (forced-colors: active) {
    .tools {
      border: 1px solid CanvasText;
    }
  }
`;
