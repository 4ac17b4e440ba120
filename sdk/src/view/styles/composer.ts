import { css } from 'lit';

/** The field is the reader's next bubble: its tight corner is at the bottom end. */
export const composer = css`
  crm-chat-composer {
    flex: none;
  }
  .composer {
    position: relative;
    padding: 0 calc(var(--crm-chat-space) * 3) calc(var(--crm-chat-space) * 3);
  }
  /* A keyboard lies where the home bar would be. */
  .full .composer {
    padding-block-end: max(
      calc(var(--crm-chat-space) * 3),
      calc(env(safe-area-inset-bottom) - 100dvh + var(--crm-chat-visual-height, 100dvh))
    );
  }
  .box {
    border: 1px solid var(--crm-chat-line-strong);
    border-radius: calc(var(--crm-chat-radius) + 4px);
    border-end-end-radius: calc(var(--crm-chat-radius-tight) * 1.5);
    background: var(--crm-chat-surface);
    overflow: hidden;
    cursor: text;
  }
  .box:focus-within {
    border-color: var(--crm-chat-focus);
    box-shadow: 0 0 0 1px var(--crm-chat-focus);
  }
  .box.note {
    background: var(--crm-chat-note);
  }
  .box .line {
    display: flex;
    align-items: end;
    gap: 4px;
    padding: 4px;
  }
  .box .line > :not(textarea) {
    flex: none;
  }
  .note-switch[aria-pressed='true'] {
    color: var(--crm-chat-text);
    background: color-mix(in oklab, var(--crm-chat-note), var(--crm-chat-text) 14%);
  }
  .box textarea {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 36px;
    max-block-size: 140px;
    padding-block: 7px;
    padding-inline: 12px 4px;
    border: 0;
    background: none;
    resize: none;
    outline: none;
    line-height: 1.467;
    overflow-wrap: anywhere;
    field-sizing: content;
    scrollbar-width: thin;
    scrollbar-color: var(--crm-chat-line) transparent;
  }
  .box .note-switch + textarea {
    padding-inline-start: 4px;
  }
  .box textarea::placeholder {
    color: var(--crm-chat-text-muted);
    opacity: 1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .send {
    inline-size: 36px;
    block-size: 36px;
    display: grid;
    place-items: center;
    border-radius: 12px;
    border-end-end-radius: var(--crm-chat-radius-tight);
    color: var(--crm-chat-text-muted);
    background: var(--crm-chat-surface-sunken);
  }
  .send.on {
    color: var(--crm-chat-on-accent);
    background: var(--crm-chat-accent-fill);
  }
  .send.on:hover {
    background: color-mix(in oklab, var(--crm-chat-accent-fill), var(--crm-chat-text) 14%);
  }
  .send[aria-disabled='true'] {
    cursor: default;
  }
  .refused,
  .count {
    padding: 8px 16px 2px;
    font-size: 0.8667em;
    line-height: 1.385;
    text-wrap: pretty;
  }
  .refused {
    display: flex;
    gap: 6px;
    padding-inline: 12px;
    color: var(--crm-chat-danger);
  }
  .refused .icon {
    margin-block-start: 1px;
  }
  .count {
    color: var(--crm-chat-text-muted);
    font-variant-numeric: tabular-nums;
  }
  .count.over {
    color: var(--crm-chat-danger);
  }
`;
