import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { PagedView, type Page } from './paged-view.js';
import { choice, hrefOf, search, time } from './view.js';

type Shown = Readonly<Record<string, string | number | boolean | null>>;

/** `AuditEntry` of the admin API's document. */
interface Entry {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly id: string; readonly name: string };
  readonly action: string;
  readonly target: { readonly kind: string; readonly id: string; readonly conversation_id: string | null };
  readonly outcome: string;
  readonly code: string | null;
  readonly changed: readonly string[];
  readonly before: Shown | null;
  readonly after: Shown | null;
}

const PATH = 'log';
const OUTCOMES = ['', 'done', 'refused', 'failed', 'unknown'].map((word) => [word, word || 'Any'] as const);

@customElement('admin-log')
export class LogView extends PagedView<Entry> {
  override render(): TemplateResult {
    const { actor = '', target = '', outcome = '' } = this.query;
    const go = (event: Event) => search(event, PATH);
    const line = (name: string, label: string, value: string) =>
      html`<label
        ><span>${label} <small>id</small></span
        ><input name=${name} autocomplete="off" .value=${value}
      /></label>`;
    return html`<h1 tabindex="-1">Log</h1>
      <form class="filters" role="search" @submit=${go}>
        ${line('actor', 'Who', actor)} ${line('target', 'On what', target)}
        ${choice('outcome', 'Outcome', outcome, OUTCOMES, go)}
        <button class="main">Show</button>
      </form>
      ${this.outcome()} ${this.items?.length === 0 ? html`<p class="empty">${this.#nothing}</p>` : nothing}
      <ol class="rows" reversed>
        ${this.items?.map(entry)}
      </ol>
      ${this.more(this.next, () => void this.loadMore())}`;
  }

  get #nothing(): string {
    return this.next === null ? 'No entry is like that.' : 'None so far; older ones are looked through with More.';
  }

  protected override page(cursor: string): Promise<Page<Entry>> {
    const { actor = '', target = '', outcome = '' } = this.query;
    return this.api.get<Page<Entry>>('audit/', { actor, target, outcome, cursor, limit: '50' });
  }
}

function entry({ at, actor, action, target, outcome, code, changed, before, after }: Entry) {
  const conversation = target.kind === 'conversation' ? target.id : target.conversation_id;
  return html`<li tabindex="-1">
    <p>
      <strong>${action}</strong>
      <span class="badge">${outcome}</span> ${code === null ? nothing : html`<code>${code}</code>`}
    </p>
    <p class="quiet">${time(at)} · <bdi>${actor.name}</bdi> (<bdi>${actor.id}</bdi>)</p>
    <p class="quiet">
      ${target.kind} <bdi>${target.id}</bdi>
      ${conversation === null ? nothing : html` · <a href=${hrefOf(`conversations/${conversation}`)}>conversation</a>`}
    </p>
    ${changed.length === 0 ? nothing : html`<p class="quiet">Sets ${changed.join(', ')}${states(before, after)}</p>`}
  </li>`;
}

function states(before: Shown | null, after: Shown | null) {
  const words = (shown: Shown | null) =>
    Object.entries(shown ?? {})
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ');
  const [was, is] = [words(before), words(after)];
  return was === '' && is === '' ? nothing : html`: ${was || 'nothing'} → ${is || 'nothing'}`;
}
