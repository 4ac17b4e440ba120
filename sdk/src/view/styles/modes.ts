import { css } from 'lit';

/**
 * What changes with the room, the pointer, the wish for less motion and the system's colours. Below 360 px the avatar leaves
 * its column and sits in the byline. Touch gets targets of 44 px, by reach where the drawing is smaller, and fields of
 * 16 px, which also keeps iOS from zooming.
 */
export const modes = css`
  @container crm-chat-panel (max-width: 360px) {
    .log {
      padding-inline: calc(var(--crm-chat-space) * 3);
    }
    .group {
      grid-template-columns: minmax(0, 1fr);
      position: relative;
    }
    .group > .avatar {
      position: absolute;
      inset-block-start: -1px;
      inset-inline-start: 0;
      inline-size: 20px;
      block-size: 20px;
      font-size: 9px;
    }
    .group > .avatar.bot {
      border-radius: 7px;
      border-start-start-radius: 2px;
    }
    .group > .avatar .icon {
      inline-size: 14px;
      block-size: 14px;
    }
    .group > .avatar .dot {
      display: none;
    }
    .group > .col {
      grid-column: 1;
    }
    .byline:not(.sr) {
      padding-inline-start: 28px;
      padding-block: 1px 6px;
    }
    .group.own > .col {
      padding-inline-start: 40px;
    }
    .head {
      padding-inline-start: calc(var(--crm-chat-space) * 3);
    }
    .activity,
    .notice {
      padding-inline: calc(var(--crm-chat-space) * 3);
    }
    .composer {
      padding-inline: calc(var(--crm-chat-space) * 2);
      padding-block-end: calc(var(--crm-chat-space) * 2);
    }
    .full .composer {
      padding-block-end: max(calc(var(--crm-chat-space) * 2), env(safe-area-inset-bottom));
    }
    .empty {
      padding: 20px 12px 0;
    }
    .drop {
      inset: 64px 4px 4px;
    }
  }
  @media (pointer: coarse) {
    .icon-btn:not(.small),
    .send {
      inline-size: 44px;
      block-size: 44px;
    }
    .box textarea {
      font-size: 16px;
      padding-block: 10px;
    }
    .menu button {
      min-block-size: 44px;
    }
    .btn,
    .icon-btn.small,
    .reaction,
    .replies,
    .quote,
    .send {
      position: relative;
    }
    .reaction,
    .replies,
    .quote {
      min-block-size: 32px;
    }
    .reactions {
      row-gap: 12px;
      padding-block: 6px 8px;
    }
    .replies {
      margin-block: 6px;
    }
    .code .copy {
      block-size: 44px;
    }
    .popup .icon-btn {
      inline-size: 44px;
      block-size: 44px;
    }
    :is(.btn, .icon-btn.small, .reaction, .replies, .quote)::after {
      content: '';
      position: absolute;
      inset: -9px -4px;
    }
    .icon-btn.small::after {
      inset: -9px -8px -7px;
    }
    :is(.reaction, .replies)::after {
      inset: -6px 0;
    }
    .activity,
    .notice {
      position: relative;
      z-index: 1;
    }
    /* Its reach ends at the next button's, and the other way round. */
    .send {
      z-index: 1;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel:is(.floating, .full) {
      opacity: 0;
      transition:
        opacity 120ms,
        display 120ms allow-discrete,
        overlay 120ms allow-discrete;
    }
    .panel[open] {
      opacity: 1;
      transition:
        opacity var(--crm-chat-duration) var(--crm-chat-ease),
        transform var(--crm-chat-duration) var(--crm-chat-ease),
        display var(--crm-chat-duration) allow-discrete,
        overlay var(--crm-chat-duration) allow-discrete;
    }
    .floating {
      transform-origin: right bottom;
    }
    .floating:dir(rtl),
    :host([position='bottom-left']) .floating {
      transform-origin: left bottom;
    }
    :host([position='bottom-right']) .floating {
      transform-origin: right bottom;
    }
    @starting-style {
      .panel[open] {
        opacity: 0;
        transform: translateY(8px) scale(0.985);
      }
    }
    .arrived {
      animation: crm-chat-fade 120ms;
    }
    .tools,
    .popup,
    .listbox {
      animation: crm-chat-fade 80ms;
    }
    .dots i {
      animation: crm-chat-dots 1.4s linear infinite;
    }
    .dots i:nth-child(2) {
      animation-delay: 0.2s;
    }
    .dots i:nth-child(3) {
      animation-delay: 0.4s;
    }
  }
  @keyframes crm-chat-fade {
    from {
      opacity: 0;
    }
  }
  @keyframes crm-chat-dots {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
    }
  }
  @keyframes crm-chat-caret {
    50% {
      opacity: 0.25;
    }
  }
  @media (forced-colors: active) {
    .panel,
    .bubble,
    .avatar,
    .send,
    .reaction,
    .tools,
    .menu,
    .popup,
    .listbox,
    .prompts ul {
      border: 1px solid CanvasText;
    }
    .reaction[aria-pressed='true'],
    .option[aria-selected='true'],
    .note-switch[aria-pressed='true'],
    [data-found] {
      border: 2px solid Highlight;
    }
    .quote {
      border-color: CanvasText;
    }
    .mention {
      forced-color-adjust: none;
      background: Mark;
      color: MarkText;
    }
    .notice {
      border-block: 1px solid CanvasText;
    }
    .own .bubble {
      border: 2px solid Highlight;
    }
    .own .is-pending .bubble {
      border-style: dashed;
      outline: 0;
    }
    .own .is-failed :is(.bubble, .file) {
      border: 3px double CanvasText;
    }
    .own .is-pending .file {
      border: 2px dashed Highlight;
      outline: 0;
    }
    .send.on {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }
    .shot .missing,
    .thumb {
      border: 1px solid CanvasText;
    }
    .bar {
      background: Canvas;
    }
    .bar i {
      forced-color-adjust: none;
      background: Highlight;
    }
    .unread::before,
    .unread::after,
    .dots i,
    .avatar .dot {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .box:focus-within {
      border-color: Highlight;
    }
  }
`;
