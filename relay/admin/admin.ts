/** The page at `/admin/`, on the admin API and nothing else. docs/relay.md, "Admin". */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Api, exchange, wordsOf } from './api.js';
import './conversation.js';
import './conversations.js';
import { closeDialogs } from './dialog.js';
import './log.js';
import './people.js';
import './prompts.js';
import { keepSession, keptSession, takeCode, type Session } from './session.js';
import './upload.js';
import './uploads.js';
import { hrefOf } from './view.js';

const VIEWS = [
  ['conversations', 'Conversations'],
  ['uploads', 'Uploads'],
  ['people', 'People'],
  ['prompts', 'Prompts'],
  ['log', 'Log'],
] as const;

interface Route {
  readonly view: string;
  readonly id: string;
  readonly query: Readonly<Record<string, string>>;
}

function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view = '', id = ''] = path.split('/');
  return { view: view === '' ? 'conversations' : view, id, query: Object.fromEntries(new URLSearchParams(query)) };
}

@customElement('crm-chat-admin')
export class AdminPage extends LitElement {
  @state() private session: Session | null = null;
  @state() private route = routeOf('');
  /** Why nobody is signed in, where there is something to say. */
  @state() private reason = '';
  @state() private isEntering = false;
  @state() private isRefused = false;
  #api: Api | null = null;
  readonly #onHash = () => {
    const code = takeCode();
    if (code === null) this.route = routeOf(location.hash);
    else void this.#enter(code);
  };

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#onHash);
    this.#begin(keptSession());
    this.#onHash();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onHash);
  }

  override render(): TemplateResult {
    return html`<header>
        <p class="brand">crm-chat relay</p>
        ${this.session === null ? nothing : this.#menu(this.session)}
      </header>
      <main>${this.session === null || this.#api === null ? this.#signIn() : this.#view(this.#api)}</main>`;
  }

  override updated(changed: PropertyValues): void {
    const heading = this.querySelector<HTMLElement>('h1');
    document.title = `${heading?.textContent.trim() ?? 'Admin'} · crm-chat relay`;
    const before = changed.get('route') as Route | undefined;
    const isOther = before !== undefined && (before.view !== this.route.view || before.id !== this.route.id);
    // The view's own first update comes after ours.
    if (isOther || changed.has('session')) queueMicrotask(() => this.querySelector<HTMLElement>('h1')?.focus());
  }

  #menu({ user, tenant }: Session) {
    return html`<nav aria-label="Admin">
        <ul>
          ${VIEWS.map(
            ([view, label]) =>
              html`<li>
                <a href=${hrefOf(view)} aria-current=${view === this.route.view ? 'page' : nothing}>${label}</a>
              </li>`,
          )}
        </ul>
      </nav>
      <p class="quiet who"><bdi>${user.name}</bdi>${tenant === 'default' ? nothing : html` · <bdi>${tenant}</bdi>`}</p>
      <button type="button" @click=${() => this.#end('Signed out.')}>Sign out</button>`;
  }

  #view(api: Api) {
    const { view, id, query } = this.route;
    if (view === 'conversations' && id !== '')
      return html`<admin-conversation .api=${api} .conversationId=${id}></admin-conversation>`;
    if (view === 'conversations') return html`<admin-conversations .api=${api} .query=${query}></admin-conversations>`;
    if (view === 'uploads' && id !== '') return html`<admin-upload .api=${api} .uploadId=${id}></admin-upload>`;
    if (view === 'uploads') return html`<admin-uploads .api=${api} .query=${query}></admin-uploads>`;
    if (view === 'people') return html`<admin-people .api=${api}></admin-people>`;
    if (view === 'prompts') return html`<admin-prompts .api=${api}></admin-prompts>`;
    if (view === 'log') return html`<admin-log .api=${api} .query=${query}></admin-log>`;
    return html`<h1 tabindex="-1">Nothing is here</h1>
      <p><a href=${hrefOf('conversations')}>Conversations</a></p>`;
  }

  #signIn() {
    const command = `crm-chat-relay admin-link --sub ID --name "Name" --url ${location.origin}`;
    return html`<h1 tabindex="-1">${this.isEntering ? 'Signing in …' : 'Sign in by a link'}</h1>
      <p role="alert" class=${this.isRefused ? 'error' : 'done'}>${this.reason}</p>
      <p>On the machine that runs the relay, with its <code>JWT_SECRET</code>, this prints a link that lets in once:</p>
      <pre><code>${command}</code></pre>
      <p class="quiet">It holds for five minutes; the session ends after eight hours, or when this tab is closed.</p>`;
  }

  async #enter(code: string): Promise<void> {
    this.isEntering = true;
    this.#begin(null);
    try {
      const session = await exchange(code);
      keepSession(session);
      this.reason = '';
      this.#begin(session);
    } catch (error) {
      keepSession(null);
      this.reason = wordsOf(error);
      this.isRefused = true;
    } finally {
      this.isEntering = false;
    }
  }

  #begin(session: Session | null): void {
    this.#api = session && new Api(session.token, () => this.#end('The session ended. A new link starts another one.'));
    this.session = session;
  }

  #end(reason: string): void {
    keepSession(null);
    closeDialogs();
    this.reason = reason;
    this.isRefused = false;
    this.#begin(null);
  }
}
