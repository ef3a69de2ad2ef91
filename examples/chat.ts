/**
 * A chat with rooms: who joins and leaves is told, however they leave.
 *
 *     npm start -- ./examples/chat.ts
 *     nc 127.0.0.1 1601
 */
import { assign } from 'xstate';
// In a project of your own: from 'xstate-net'.
import { lines, members, outbox, setupProtocol, subscribe, topics, unsubscribe } from '../index';

const rooms = topics<{ 'room/*': { readonly who: string; readonly text: string } }>();

interface Talker {
  readonly name: string;
  readonly room: string;
}

const room = ({ context }: { readonly context: Talker }) => `room/${context.room}` as const;

export default setupProtocol({
  codec: lines({ maxLength: 1_000 }),
  types: {
    context: {} as Talker,
    events: rooms.events,
  },
  guards: {
    isName: ({ event }) => event.type === 'inbox' && /^\w{1,20}$/.test(event.data),
    isJoin: ({ event }) => event.type === 'inbox' && /^\/join \w{1,20}$/.test(event.data),
    isWho: ({ event }) => event.type === 'inbox' && event.data === '/who',
    isQuit: ({ event }) => event.type === 'inbox' && event.data === '/quit',
  },
}).createMachine({
  id: 'chat',
  context: { name: '', room: 'lobby' },
  entry: outbox('Who are you?'),
  initial: 'nameless',
  states: {
    nameless: {
      on: {
        inbox: [
          {
            guard: 'isName',
            target: 'talking',
            actions: assign({ name: ({ event }) => event.data }),
          },
          { actions: outbox('One word, please.') },
        ],
      },
    },
    talking: {
      entry: subscribe(room, ({ context }) => ({ as: context.name })),
      exit: unsubscribe(room),
      on: {
        inbox: [
          {
            guard: 'isJoin',
            target: 'talking',
            reenter: true,
            actions: assign({ room: ({ event }) => event.data.slice('/join '.length) }),
          },
          { guard: 'isWho', actions: members(room) },
          { guard: 'isQuit', target: 'shutdown' },
          {
            actions: rooms.publish(
              room,
              ({ context, event }) => ({ who: context.name, text: event.data }),
              { echo: false },
            ),
          },
        ],
        'backplane.message': {
          actions: outbox(({ event }) => `${event.message.who}: ${event.message.text}`),
        },
        'backplane.joined': { actions: outbox(({ event }) => `* ${event.member.info} is here`) },
        'backplane.left': { actions: outbox(({ event }) => `* ${event.member.info} has left`) },
        'backplane.members': {
          actions: outbox(({ event }) => `* here: ${event.members.map((m) => m.info).join(', ')}`),
        },
      },
    },
    shutdown: { type: 'final' },
  },
  on: { 'control.*': '.shutdown' },
});
