import { html } from 'hono/html';
import { DEALS, STAGES, type Deal } from './deals.js';
import { PERSONAS, type Persona } from './personas.js';

type Html = ReturnType<typeof html>;

/** A record's page as a CRM might have it, with the chat by nothing but its script tag. */
export function demoPage(deal: Deal, as: string, persona: Persona): Html {
  const tokenUrl = `/demo/token?as=${as}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${deal.title}, ${persona.name} · crm-chat demo</title>
        <link rel="icon" href="/demo/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/demo/demo.css" />
        <script src="/demo/demo.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#record">To the record</a>
        ${sidebar(deal, as, persona)}
        <main id="record" tabindex="-1">
          ${heading(deal)}
          <div class="cards">${facts(deal)} ${activity(deal)}</div>
        </main>
        <script
          src="/crm-chat.js"
          data-token-url="${tokenUrl}"
          data-subject="deal:${deal.id}"
          data-heading="${deal.title}"
          data-bot-name="Assistant"
        ></script>
      </body>
    </html>`;
}

const linkTo = (deal: Deal, as: string) => `/demo/?${new URLSearchParams({ as, deal: deal.id }).toString()}`;

function sidebar(deal: Deal, as: string, persona: Persona): Html {
  const listed = DEALS.some(({ id }) => id === deal.id) ? DEALS : [...DEALS, deal];
  const others = Object.entries(PERSONAS).filter(([name]) => name !== as);
  return html`<header class="side">
    <p class="brand"><span class="mark" aria-hidden="true"></span>Anchor CRM</p>
    <nav aria-label="Deals">
      <h2>Deals</h2>
      <ul>
        ${listed.map(
          (entry) =>
            html`<li>
              <a href="${linkTo(entry, as)}" ${entry.id === deal.id ? html`aria-current="page"` : ''}>
                ${entry.title}<span>${entry.company}</span>
              </a>
            </li>`,
        )}
      </ul>
    </nav>
    <section class="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">This is a demo</h2>
      <p>You are <strong>${persona.name}</strong>, ${persona.label}.</p>
      <p>Open the same conversation as someone else:</p>
      <ul>
        ${others.map(
          ([name, other]) =>
            html`<li>
              <a href="${linkTo(deal, name)}" target="_blank">${other.name}<span>${other.label}</span></a>
            </li>`,
        )}
      </ul>
      <div class="theme" role="group" aria-label="Theme">
        ${['auto', 'light', 'dark'].map(
          (theme) =>
            html`<button type="button" data-theme="${theme}" aria-pressed="${String(theme === 'auto')}">
              ${theme[0]?.toUpperCase()}${theme.slice(1)}
            </button>`,
        )}
      </div>
    </section>
  </header>`;
}

function heading(deal: Deal): Html {
  return html`<div class="top">
      <div>
        <h1>${deal.title}</h1>
        <p class="quiet">${deal.company}, ${deal.amount}, closes ${deal.closes}</p>
      </div>
      <button type="button" class="main" data-action="chat">Chat about this deal</button>
    </div>
    <ol class="stages">
      ${STAGES.map((stage, i) => {
        const state = i < deal.stage ? 'done' : i === deal.stage ? 'now' : 'ahead';
        return html`<li class="${state}" ${state === 'now' ? html`aria-current="step"` : ''}>${stage}</li>`;
      })}
    </ol>`;
}

function facts(deal: Deal): Html {
  const { contact } = deal;
  const initials = contact.name
    .split(' ')
    .map((part) => part[0])
    .join('');
  return html`<div class="column">
    <section class="card" aria-labelledby="contact">
      <h2 id="contact">Contact</h2>
      <div class="person">
        <span class="face" aria-hidden="true">${initials}</span>
        <p><strong>${contact.name}</strong><span class="quiet">${contact.title}</span></p>
      </div>
      <p class="quiet reach">${contact.mail}<br />${contact.phone}</p>
    </section>
    <section class="card" aria-labelledby="deal">
      <h2 id="deal">Deal</h2>
      <dl>
        ${deal.fields.map(
          ([label, value]) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </section>
  </div>`;
}

function activity(deal: Deal): Html {
  return html`<section class="card" aria-labelledby="activity">
    <h2 id="activity">Activity</h2>
    <ol class="timeline">
      ${deal.activity.map(
        ({ what, detail, when }) =>
          html`<li>
            <strong>${what}</strong>
            <p>${detail}</p>
            <p class="quiet">${when}</p>
          </li>`,
      )}
    </ol>
  </section>`;
}
