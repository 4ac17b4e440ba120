import { css } from 'lit';

/**
 * What changes with the room and the wish for less motion. Below 360 px the avatar leaves its column and sits in the byline.
 * Touch and forced colours have sheets of their own: `touch.ts`, `contrast.ts`.
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
      padding-block-end: max(
        calc(var(--crm-chat-space) * 2),
        calc(env(safe-area-inset-bottom) - 100dvh + var(--crm-chat-visual-height, 100dvh))
      );
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
`;
