/** What the servers without a store send: as long as the relay's frames, so that the same bytes are moved. */
export interface Incoming {
  readonly client_id: string;
  readonly text: string;
}

let seq = 0;

export const messageOf = ({ client_id, text }: Incoming, sender: string) => {
  seq += 1;
  return {
    id: `01950000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`,
    conversation_id: '01950000-0000-7000-8000-000000000000',
    client_id,
    sender: { id: sender, name: 'Somebody Somewhere', role: 'user', avatar: null },
    type: 'text',
    text,
    rich: null,
    attachment: null,
    attachments: [],
    reply_to: null,
    reactions: [],
    mentions: [],
    status: 'sent',
    seq,
    rev: seq,
    created_at: '2026-01-01T00:00:00.000Z',
    edited_at: null,
    deleted_at: null,
  };
};
