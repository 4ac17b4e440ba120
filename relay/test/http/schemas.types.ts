/**
 * Each schema of the relay held to the type of the SDK, in both directions: what one allows the other must allow. Nothing
 * here runs; a difference does not compile.
 */
import type { z } from '@hono/zod-openapi';
import type * as wire from '@crm-chat/sdk/protocol';
import type * as answers from '../../src/http/schemas/answers.js';
import type * as bodies from '../../src/http/schemas/bodies.js';
import type * as entities from '../../src/http/schemas/entities.js';
import type { Exact } from '../../src/http/schemas/exact.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : { missing: Exclude<keyof B, keyof A> }) : { extra: A };

/** Both directions, and optional fields optional in both. */
type Held<Schema extends z.ZodType, Wire> =
  Same<Required<Exact<z.output<Schema>>>, Required<Wire>> extends true
    ? Same<Exact<z.output<Schema>>, Wire>
    : Same<Required<Exact<z.output<Schema>>>, Required<Wire>>;

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the constraint is the whole test
const held = <_Result extends true>(): void => undefined;

held<Held<typeof entities.userSchema, wire.User>>();
held<Held<typeof entities.participantSchema, wire.Participant>>();
held<Held<typeof entities.attachmentSchema, wire.Attachment>>();
held<Same<Exact<z.output<typeof entities.richSchema>>, wire.Rich>>();
held<Held<typeof entities.messageSchema, wire.Message>>();
held<Held<typeof entities.conversationStateSchema, wire.ConversationState>>();
held<Held<typeof entities.conversationSchema, wire.Conversation>>();
held<Held<typeof entities.promptSchema, wire.PublicPrompt>>();
held<Held<typeof entities.problemSchema, wire.Problem>>();
held<Held<typeof entities.readMarkSchema, wire.ReadMark>>();

held<Held<typeof bodies.userResponseBody, wire.UserResponseBody>>();
held<Held<typeof bodies.botResponseBody, wire.BotResponseBody>>();
held<Held<typeof bodies.createConversationBody, wire.CreateConversationBody>>();
held<Held<typeof bodies.patchConversationBody, wire.PatchConversationBody>>();
held<Held<typeof bodies.addParticipantBody, wire.AddParticipantBody>>();
held<Held<typeof bodies.editMessageBody, wire.EditMessageBody>>();
held<Held<typeof bodies.messageActBody, wire.MessageActBody>>();
held<Held<typeof bodies.eventsBody, wire.EventsQuery>>();
held<Held<typeof bodies.eventsQuery, wire.EventsQuery>>();
held<Held<typeof bodies.readBody, wire.ReadBody>>();
held<Held<typeof bodies.typingBody, wire.TypingBody>>();

held<Held<typeof answers.userResponseAnswer, wire.UserResponseAnswer>>();
held<Same<Exact<z.output<typeof answers.messageAnswer>>, wire.MessageAnswer>>();
held<Held<typeof answers.botResponseAnswer, wire.BotResponseAnswer>>();
held<Held<typeof answers.attachmentLink, wire.AttachmentLink>>();
held<Held<typeof answers.conversationList, wire.ConversationList>>();
held<Held<typeof entities.listedConversationSchema, wire.ListedConversation>>();
held<Held<typeof entities.snippetSchema, wire.Snippet>>();
held<Held<typeof answers.messageSearch, wire.MessageSearch>>();
held<Held<typeof answers.messagesPage, wire.MessagesPage>>();
held<Held<typeof answers.eventsPage, wire.EventsPage>>();
held<Held<typeof answers.eventsReset, wire.EventsReset>>();
held<Same<Exact<z.output<typeof answers.eventsAnswer>>, wire.EventsAnswer>>();
