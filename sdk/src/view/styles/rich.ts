import { css } from 'lit';

/** Cards, choices and forms. Comes with the chunk that draws them. */
export const richStyles = css`
  crm-chat-rich {
    display: block;
    inline-size: 284px;
    max-inline-size: 100%;
  }
  .said + crm-chat-rich,
  .bubble + crm-chat-rich,
  .page + crm-chat-rich {
    margin-block-start: 6px;
  }
  .card {
    border: 1px solid var(--crm-chat-line);
    border-radius: var(--crm-chat-radius);
    background: var(--crm-chat-surface);
    overflow: hidden;
  }
  .other .card {
    border-start-start-radius: var(--crm-chat-radius-tight);
  }
  .card .about {
    margin: 0;
    padding: 10px 12px 11px;
    overflow-wrap: anywhere;
  }
  .card .name {
    font-weight: 600;
    line-height: 1.4;
  }
  .card .written {
    font-size: 0.9334em;
    line-height: 1.428;
    color: var(--crm-chat-text-muted);
  }
  .choice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 12px;
    font-weight: 500;
    overflow-wrap: anywhere;
    color: var(--crm-chat-accent-text);
    outline-offset: -3px;
  }
  .card .choices li {
    border-block-start: 1px solid var(--crm-chat-line);
  }
  button.choice:hover {
    background: var(--crm-chat-surface-sunken);
  }
  .choice .icon {
    color: var(--crm-chat-text-muted);
  }
  .choice.chosen {
    color: var(--crm-chat-text);
    background: var(--crm-chat-own);
  }
  .choice.chosen .icon {
    color: var(--crm-chat-accent-text);
  }
  .choice.off {
    font-weight: 400;
    color: var(--crm-chat-text-muted);
  }
  .quick .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .quick .choice {
    inline-size: auto;
    min-block-size: 36px;
    padding: 6px 12px;
    border: 1px solid var(--crm-chat-line-strong);
    border-radius: var(--crm-chat-radius);
    gap: 6px;
  }
  .quick button.choice .icon {
    display: none;
  }
  .quick .choice:not(button) {
    border-color: var(--crm-chat-line);
  }
  .card dl {
    font-size: 0.9334em;
    line-height: 1.428;
  }
  .card dt {
    color: var(--crm-chat-text-muted);
  }
  .own crm-chat-rich .meta {
    justify-content: flex-end;
  }
  .card dd {
    margin: 0 0 6px;
    white-space: pre-wrap;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .card .row + .row {
    margin-block-start: 10px;
  }
  .card label {
    display: block;
    padding-block-end: 4px;
    font-size: 0.8667em;
    font-weight: 500;
  }
  .card label span {
    font-weight: 400;
    color: var(--crm-chat-text-muted);
  }
  .card :is(input, select) {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 38px;
    margin: 0;
    padding: 6px 10px;
    border: 1px solid var(--crm-chat-line-strong);
    border-radius: 10px;
    font: inherit;
    color: inherit;
    background: var(--crm-chat-surface);
  }
  .card .bad :is(input, select) {
    border-color: var(--crm-chat-danger);
    box-shadow: inset 0 0 0 1px var(--crm-chat-danger);
  }
  .card .error {
    display: flex;
    align-items: center;
    gap: 4px;
    padding-block-start: 4px;
    font-size: 0.8em;
    line-height: 1.333;
    color: var(--crm-chat-danger);
  }
  .card .main {
    min-block-size: 36px;
    margin-block-start: 12px;
    padding: 6px 16px;
    border-radius: 10px;
    font-size: 0.9334em;
    font-weight: 500;
    color: var(--crm-chat-on-accent);
    background: var(--crm-chat-accent-fill);
  }
  @media (pointer: coarse) {
    .quick .choice,
    .card .main,
    .card :is(input, select) {
      min-block-size: 44px;
      font-size: 16px;
    }
  }
  @media (forced-colors: active) {
    .card,
    .choice.chosen {
      border: 1px solid CanvasText;
    }
    .choice.chosen {
      border: 2px solid Highlight;
    }
    .card .main {
      border: 1px solid ButtonText;
    }
  }
`;
