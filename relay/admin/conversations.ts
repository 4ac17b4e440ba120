import type { ConversationList, ListedConversation } from '@crm-chat/sdk/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { PagedView } from './paged-view.js';
import { choice, hrefOf, search, time } from './view.js';

const PATH = 'conversations';
const STATUSES = [
  ['', 'Open and closed'],
  ['open', 'Open'],
  ['closed', 'Closed'],
] as const;
const ARCHIVED = [
  ['', 'All'],
  ['false', 'Not archived'],
  ['true', 'Archived'],
] as const;

@customElement('admin-conversations')
export class ConversationsView extends PagedView<ListedConversation> {
  override render(): TemplateResult {
    const { q = '', status = '', archived = '', participant = '' } = this.query;
    const go = (event: Event) => search(event, PATH);
    return html`<h1 tabindex="-1">Conversations</h1>
      <form class="filters" role="search" @submit=${go}>
        <label><span>Search</span><input type="search" name="q" dir="auto" .value=${q} /></label>
        <label
          ><span>Participant <small>id</small></span
          ><input name="participant" dir="auto" autocomplete="off" .value=${participant}
        /></label>
        ${choice('status', 'Status', status, STATUSES, go)} ${choice('archived', 'Archive', archived, ARCHIVED, go)}
        <button class="main">Search</button>
      </form>
      ${this.outcome()} ${this.items?.length === 0 ? html`<p class="empty">No conversation is like that.</p>` : nothing}
      <ul class="rows">
        ${this.items?.map(row)}
      </ul>
      ${this.more(this.next, () => void this.loadMore(' a'))}`;
  }

  protected override page(cursor: string): Promise<ConversationList> {
    const { q = '', status = '', archived = '', participant = '' } = this.query;
    return this.api.get<ConversationList>('conversations/', { q, status, archived, participant, cursor, limit: '30' });
  }
}

function row({ id, title, subject, status, is_archived: isArchived, assignee, ...one }: ListedConversation) {
  const said = one.found?.message?.snippet.text ?? one.last_message?.text ?? '';
  return html`<li>
    <p>
      <a href=${hrefOf(`conversations/${id}`)} dir="auto">${title === '' ? 'Untitled' : title}</a>
      <span class="badge">${status}</span>${isArchived ? html` <span class="badge">archived</span>` : nothing}
    </p>
    ${said === '' ? nothing : html`<p class="said" dir="auto">${said}</p>`}
    <p class="quiet">
      ${time(one.updated_at)} · ${one.participants.length} taking
      part${subject === null ? nothing : html` · <bdi>${subject}</bdi>`}${
        assignee === null ? nothing : html` · with <bdi>${assignee.name}</bdi>`
      }
    </p>
  </li>`;
}
