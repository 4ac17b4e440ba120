import { css } from 'lit';

/** What hangs on a message, what opens over it, and the line above a thread. */
export const tools = css`
  .mention {
    color: var(--crm-chat-accent-text);
    background: var(--crm-chat-accent-tint);
    font-weight: 500;
    border-radius: 5px;
    padding: 1px 4px;
    margin-inline: -1px;
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
  }
  .quote {
    display: block;
    max-inline-size: 100%;
    margin-block: 1px 6px;
    padding-inline-start: 9px;
    border-inline-start: 2px solid var(--crm-chat-accent-text);
    font-size: 0.8667em;
    line-height: 1.385;
    color: var(--crm-chat-text-muted);
  }
  .quote:hover span {
    color: var(--crm-chat-text);
  }
  .quote b {
    display: block;
    font-weight: 600;
    color: var(--crm-chat-text);
  }
  .quote span {
    display: block;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding-block: 4px;
  }
  .own .reactions {
    justify-content: flex-end;
  }
  .reaction {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    block-size: 26px;
    padding-inline: 8px;
    border-radius: 13px;
    border: 1px solid var(--crm-chat-line);
    background: var(--crm-chat-surface);
    font-size: 12px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    color: var(--crm-chat-text-muted);
  }
  .reaction:hover {
    border-color: var(--crm-chat-line-strong);
  }
  .reaction i {
    font-style: normal;
    font-size: 14px;
    line-height: 1;
  }
  .reaction[aria-pressed='true'] {
    border-color: var(--crm-chat-accent-text);
    background: var(--crm-chat-own);
    color: var(--crm-chat-accent-text);
  }
  .replies {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 24px;
    border-radius: 6px;
    font-size: 0.8334em;
    font-weight: 500;
    color: var(--crm-chat-accent-text);
  }
  .replies:hover span {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  [data-found] {
    outline: 2px solid var(--crm-chat-accent-text);
    outline-offset: 2px;
  }

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

  .popup {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 8px;
    border: 0;
    color: var(--crm-chat-text);
    background: var(--crm-chat-surface-raised);
    border-radius: var(--crm-chat-radius);
    box-shadow:
      0 0 0 1px var(--crm-chat-line),
      var(--crm-chat-shadow);
  }
  .popup .emoji {
    display: grid;
    grid-template-columns: repeat(6, auto);
    justify-content: space-between;
    gap: 2px;
  }
  .popup .emoji .icon-btn {
    font-size: 20px;
    line-height: 1;
  }
  .popup.picker {
    max-block-size: min(320px, 60vh);
    overflow: auto;
    overscroll-behavior: contain;
  }
  .popup.sheet {
    padding: 8px 8px max(8px, env(safe-area-inset-bottom));
    max-inline-size: none;
    border-end-start-radius: 0;
    border-end-end-radius: 0;
  }
  .full .popup.sheet::backdrop {
    background: rgb(20 18 15 / 0.4);
  }
  .popup.sheet .emoji {
    padding-block-end: 6px;
  }
  .popup .row {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding-inline: 12px;
    border-radius: 10px;
  }
  .popup .row:hover {
    background: var(--crm-chat-surface-hover);
  }
  .popup.ask {
    padding: 16px;
    font-weight: 500;
  }
  .popup .choice {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    padding-block-start: 12px;
  }
  .btn.bad {
    color: var(--crm-chat-danger);
  }

  .thread-bar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 8px;
    border-block-end: 1px solid var(--crm-chat-line);
  }
  .thread-bar h3 {
    font-weight: 600;
  }
  .thread-bar span {
    color: var(--crm-chat-text-muted);
    font-size: 0.8667em;
  }
`;
