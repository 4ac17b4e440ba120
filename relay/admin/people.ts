import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ApiError } from './api.js';
import { ask } from './dialog.js';
import { time, View } from './view.js';

/** `AdminErasure` of the admin API's document. */
interface Erasure {
  readonly user_id: string;
  readonly status: 'running' | 'done';
  readonly requested_by: string;
  readonly requested_at: string;
  readonly finished_at: string | null;
  readonly conversations: number;
  readonly messages: number;
}

const AGAIN_MS = 2000;

/** Erases people, and shows how far it has come. The relay keeps no list of people: they are named by the CRM's id. */
@customElement('admin-people')
export class PeopleView extends View {
  @state() private erasures: readonly Erasure[] | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#reload();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
  }

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">People</h1>
      <p class="quiet">
        Who somebody is, and whether they may come in, is the CRM's to say. What the relay keeps of them can be erased.
      </p>
      ${this.outcome()}
      <button type="button" class="danger erase" @click=${() => void this.#erase()}>Erase a person</button>
      <h2>Erasures</h2>
      ${this.erasures?.length === 0 ? html`<p class="empty">Nobody was erased.</p>` : nothing}
      <ul class="rows">
        ${repeat(this.erasures ?? [], ({ user_id: id }) => id, row)}
      </ul>`;
  }

  async #reload(done = ''): Promise<void> {
    await this.load(
      () => this.api.get<{ results: Erasure[] }>('erasures/'),
      ({ results }) => (this.erasures = results),
      done,
    );
    this.#follow();
  }

  /** Quietly: what is looked up again by itself says nothing to screen readers. */
  #follow(): void {
    clearTimeout(this.#again);
    if (!this.isConnected || this.erasures?.some(({ status }) => status === 'running') !== true) return;
    this.#again = setTimeout(() => {
      void this.api
        .get<{ results: Erasure[] }>('erasures/')
        .then(({ results }) => (this.erasures = results))
        .catch(() => undefined)
        .then(() => this.#follow());
    }, AGAIN_MS);
  }

  async #erase(): Promise<void> {
    const fields = [
      { name: 'user_id', label: 'Id', hint: 'as in their token' },
      { name: 'again', label: 'The same id once more' },
    ] as const;
    const isDone = await ask({
      title: 'Erase a person?',
      text: 'It cannot be undone. From all conversations go:',
      points: [
        'every message of theirs, with its files; an empty place without a name stays',
        'that they took part, were assigned, or opened a conversation, and the events that tell of it',
        'their reactions',
        'files that they uploaded and never sent',
      ],
      after: 'What others wrote of them stays, and their id in the log. Withdraw their access in the CRM first.',
      fields,
      act: 'Erase for good',
      isDangerous: true,
      run: async ({ user_id: id = '', again = '' }) => {
        if (id !== again) throw new ApiError(0, 'The two ids are not the same.');
        await this.api.write('POST', 'erasures/', { user_id: id });
      },
    });
    if (!isDone) return;
    await this.#reload('The erasure runs.');
    this.focusOn('.erase');
  }
}

const row = ({ status, conversations, messages, ...erasure }: Erasure) =>
  html`<li>
    <p>
      <strong><bdi>${erasure.user_id}</bdi></strong>
      <span class="badge">${status === 'done' ? 'erased' : 'running'}</span>
    </p>
    <p class="quiet">
      Asked for by <bdi>${erasure.requested_by}</bdi>, ${time(erasure.requested_at)}.
      ${erasure.finished_at === null ? nothing : html`Done ${time(erasure.finished_at)}.`}
    </p>
    <p class="quiet">
      Conversations looked through: ${conversations.toLocaleString()}. Messages changed: ${messages.toLocaleString()}.
    </p>
  </li>`;
