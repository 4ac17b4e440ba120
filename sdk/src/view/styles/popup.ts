import { css } from 'lit';

/** What opens over a message. */
export const popup = css`
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
  @media (pointer: coarse) {
    .popup .icon-btn {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .popup {
      animation: crm-chat-fade 80ms;
    }
  }
  @media (forced-colors: active) {
    .popup {
      border: 1px solid CanvasText;
    }
  }
`;
