import { css } from 'lit';

/** The frame of the open chat: panel, header, notice, activity, small buttons. */
export const panel = css`
  .panel {
    position: absolute;
    inset: auto;
    inset-block-end: 0;
    inset-inline-end: 0;
    margin: 0;
    padding: 0;
    border: 0;
    max-inline-size: none;
    max-block-size: none;
    color: inherit;
    isolation: isolate;
    container: crm-chat-panel / inline-size;
    inline-size: min(var(--crm-chat-width), 100vw - 2 * var(--crm-chat-offset));
    block-size: min(var(--crm-chat-height), 100vh - 2 * var(--crm-chat-offset));
    block-size: min(var(--crm-chat-height), 100dvh - 2 * var(--crm-chat-offset));
    flex-direction: column;
    overflow: hidden;
    overscroll-behavior: contain;
    background: var(--crm-chat-surface);
    border-radius: calc(var(--crm-chat-radius) + 6px);
    border-end-end-radius: calc(var(--crm-chat-radius-tight) * 1.5);
    box-shadow: var(--crm-chat-shadow);
  }
  .panel:is([open], .inline) {
    display: flex;
  }
  :host([position^='bottom-']) .floating {
    border-radius: calc(var(--crm-chat-radius) + 6px);
    inset-inline: auto;
  }
  :host([position='bottom-right']) .floating {
    right: 0;
    border-bottom-right-radius: calc(var(--crm-chat-radius-tight) * 1.5);
  }
  :host([position='bottom-left']) .floating {
    left: 0;
    border-bottom-left-radius: calc(var(--crm-chat-radius-tight) * 1.5);
  }
  .panel.inline {
    inset: 0;
    inline-size: auto;
    block-size: auto;
    border-radius: var(--crm-chat-radius);
    box-shadow: inset 0 0 0 1px var(--crm-chat-line);
    padding: 1px;
  }
  .panel.full {
    position: fixed;
    inset: 0;
    inset-block-start: var(--crm-chat-visual-top, 0);
    inline-size: 100%;
    block-size: 100vh;
    block-size: 100dvh;
    block-size: var(--crm-chat-visual-height, 100dvh);
    padding-left: env(safe-area-inset-left);
    padding-right: env(safe-area-inset-right);
    border-radius: 0;
    box-shadow: none;
  }
  .panel::backdrop {
    background: none;
  }
  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  time {
    font-variant-numeric: tabular-nums;
  }

  crm-chat-menu {
    position: relative;
    flex: none;
    min-inline-size: 36px;
  }
  .icon-btn {
    inline-size: 36px;
    block-size: 36px;
    display: grid;
    place-items: center;
    border-radius: 10px;
    color: var(--crm-chat-text-muted);
    flex: none;
  }
  .icon-btn.back {
    position: relative;
    margin-inline-start: calc(var(--crm-chat-space) * -2);
  }
  .icon-btn.back:has(.n) {
    inline-size: auto;
    min-inline-size: 36px;
    padding-inline: 8px;
    grid-auto-flow: column;
    gap: 4px;
  }
  .icon-btn.back .n {
    font-size: 0.8667em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    color: var(--crm-chat-signal);
  }
  .icon-btn.back .n::before {
    content: attr(data-n);
  }
  .icon-btn:hover {
    background: var(--crm-chat-surface-hover);
    color: var(--crm-chat-text);
  }
  .icon-btn.small {
    inline-size: 28px;
    block-size: 28px;
    border-radius: 8px;
  }
  .btn {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 28px;
    padding-inline: 10px;
    border: 1px solid var(--crm-chat-line-strong);
    border-radius: 9px;
    font-size: 0.8667em;
    font-weight: 500;
    background: var(--crm-chat-surface);
    white-space: nowrap;
    flex: none;
  }
  .btn:hover {
    background: var(--crm-chat-surface-hover);
  }
  .btn.bare {
    border-color: transparent;
    color: var(--crm-chat-text-muted);
  }
  .btn.bare:not(:hover) {
    background: none;
  }

  .head {
    display: flex;
    align-items: center;
    gap: 2px;
    min-block-size: calc(var(--crm-chat-space) * 15);
    padding: calc(var(--crm-chat-space) * 2);
    padding-inline-start: calc(var(--crm-chat-space) * 4);
    border-block-end: 1px solid var(--crm-chat-line);
    flex: none;
  }
  .full .head {
    padding-block-start: max(calc(var(--crm-chat-space) * 2), env(safe-area-inset-top));
  }
  .who {
    flex: 1;
    min-inline-size: 0;
  }
  .who bdi,
  .byline bdi,
  .who .sub,
  .activity > span:not(.end, .dots) {
    display: block;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .who bdi,
  .who .sub,
  .notice p,
  .activity > span,
  .meta span,
  .event,
  .unread span,
  .gone,
  .btn,
  .hello :is(h3, p),
  .refused span,
  .count {
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .who h2 {
    font-size: 1em;
    line-height: 1.333;
    font-weight: 600;
    letter-spacing: -0.006em;
    outline: none;
  }
  .who .sub {
    min-block-size: 1.36em;
    font-size: 0.8334em;
    line-height: 1.36;
    color: var(--crm-chat-text-muted);
  }
  ::slotted([slot='header']) {
    flex: 1;
    min-inline-size: 0;
  }

  .notice {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    padding: 10px calc(var(--crm-chat-space) * 4);
    font-size: 0.8667em;
    line-height: 1.385;
    background: var(--crm-chat-surface-sunken);
    border-block-end: 1px solid var(--crm-chat-line);
    flex: none;
  }
  .notice .icon {
    inline-size: 18px;
    block-size: 18px;
    color: var(--crm-chat-text-muted);
  }
  .notice b {
    font-weight: 600;
  }
  .notice p {
    flex: 1;
    text-wrap: pretty;
  }
  .notice .icon-btn {
    margin-block: -5px;
    margin-inline-end: -8px;
  }
  .notice .btn {
    margin-block: -5px;
    font-size: 1em;
  }

  .activity {
    display: flex;
    align-items: center;
    gap: 8px;
    block-size: 38px;
    padding: 0 calc(var(--crm-chat-space) * 4) 4px;
    font-size: 0.8334em;
    line-height: 1.28;
    color: var(--crm-chat-text-muted);
    flex: none;
  }
  .activity > span {
    min-inline-size: 0;
  }
  .activity :is(.dots, .end) {
    flex: none;
  }
  .activity .end {
    display: flex;
    gap: 8px;
    margin-inline-start: auto;
  }
  .activity .btn {
    font-size: 1em;
    color: var(--crm-chat-text);
  }
  .activity .jump {
    font-weight: 600;
    padding-inline-start: 7px;
  }
  .activity .jump .icon {
    color: var(--crm-chat-accent-text);
  }
  .dots {
    display: inline-flex;
    gap: 3px;
    align-items: center;
    inline-size: 18px;
  }
  .dots i {
    inline-size: 4px;
    block-size: 4px;
    border-radius: 50%;
    background: currentColor;
    opacity: 0.7;
  }
`;
