import type { WrongSnippet } from './wrong';

const chat = `
  const hears = z.object({ type: z.literal('join'), room: z.string() });
  const says = z.object({ type: z.literal('joined'), room: z.string() });
  const chat = setupProtocol({ codec: ndjson(hears, { says }) });
`;

export const WRONG_MESSAGES: readonly WrongSnippet[] = [
  {
    title: 'a number said by a protocol of lines',
    source:
      'setupProtocol({ codec: lines() }).createMachine({ on: { inbox: { actions: outbox(42) } } });',
    code: 2345,
    at: '42',
    words: ["'number' is not assignable", 'string'],
  },
  {
    title: 'bytes in the inbox of a protocol of lines',
    source:
      "createActor(setupProtocol({ codec: lines() }).createMachine({})).send({ type: 'inbox', data: new Uint8Array(1) });",
    code: 2322,
    at: 'data',
    words: ["'Uint8Array<ArrayBuffer>' is not assignable to type 'string'"],
  },
  {
    title: 'an event that no message of the schema is',
    source: `${chat} chat.createMachine({ on: { jion: {} } });`,
    code: 2353,
    at: 'jion',
    words: ["'jion' does not exist"],
  },
  {
    title: 'a field that a message does not have',
    source: `${chat} chat.createMachine({ on: { join: { actions: reply(({ event }) => ({ type: 'joined', room: event.rom })) } } });`,
    code: 2551,
    at: 'rom',
    words: ["Property 'rom' does not exist", "Did you mean 'room'?"],
  },
  {
    title: 'a message that may not be said',
    source: `${chat} chat.createMachine({ on: { join: { actions: reply({ type: 'left', room: 'x' }) } } });`,
    code: 2322,
    at: 'type',
    words: ['"left"', '"joined"'],
  },
  {
    title: 'a message without what belongs to it',
    source: `${chat} chat.createMachine({ on: { join: { actions: reply({ type: 'joined' }) } } });`,
    code: 2345,
    at: "{ type: 'joined' }",
    words: ["Property 'room' is missing"],
  },
  {
    title: 'a message that is not what its topic is for',
    source:
      "const rooms = topics<{ 'room/*': { readonly who: string } }>(); setupProtocol({ types: { events: rooms.events } }).createMachine({ on: { inbox: { actions: rooms.publish('room/1', { whom: 'Ann' }) } } });",
    code: 2353,
    at: 'whom',
    words: ["'whom' does not exist"],
  },
  {
    title: 'a topic of which nothing was said',
    source:
      "const rooms = topics<{ 'room/*': { readonly who: string } }>(); setupProtocol({ types: { events: rooms.events } }).createMachine({ on: { inbox: { actions: rooms.publish('rom/1', { who: 'Ann' }) } } });",
    code: 2345,
    at: "'rom/1'",
    words: ['"rom/1"'],
  },
  {
    title: 'a schema of events of any type whatever',
    source:
      'setupProtocol({ codec: ndjson(z.object({ type: z.string() })) }).createMachine({ on: { join: {} } });',
    code: 2353,
    at: 'join',
    words: ["'join' does not exist"],
  },
];
