/** The relay's rooms: conversations and tokens, made over its own API as a CRM would. */
import { SignJWT } from 'jose';
import type { LoadSpec } from '../scenarios.js';
import type { Place } from './dialects.js';

const HOUR_S = 3600;
/** Requests under way at a time. */
const LANES = 16;

const subjectOf = (room: number): string => `deal:${room}`;

const inLanes = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

const post = async (port: number, path: string, token: string, body: unknown): Promise<unknown> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

export const makePlaces = async ({ server, scenario, port, secret }: LoadSpec): Promise<Place[]> => {
  const { rooms, members } = scenario;
  const bare = Array.from({ length: rooms * members }, (_, i) => ({ room: Math.floor(i / members), member: i }));
  if (server !== 'relay') return bare.map((place) => ({ ...place, conversationId: '', token: '' }));
  const sign = (sub: string, role: 'user' | 'agent', subjects: readonly string[]): Promise<string> =>
    new SignJWT({ sub, role, name: `Person ${sub}`, subjects })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + HOUR_S)
      .sign(new TextEncoder().encode(secret));
  const agent = await sign('agent', 'agent', []);
  const ids: string[] = [];
  await inLanes(
    Array.from({ length: rooms }, (_, room) => room),
    async (room) => {
      const body = { title: `Room ${room}`, subject: subjectOf(room), bot: 'off' };
      const made = (await post(port, '/api/conversations/', agent, body)) as { id: string };
      ids[room] = made.id;
    },
  );
  const places: Place[] = [];
  await inLanes(bare, async ({ room, member }) => {
    const conversationId = ids[room] ?? '';
    const token = await sign(`person-${member}`, 'user', [subjectOf(room)]);
    // Who writes takes part.
    await post(port, '/api/user-response/', token, { conversation_id: conversationId, text: 'Hello.' });
    places[member] = { room, member, conversationId, token };
  });
  return places;
};
