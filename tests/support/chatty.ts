import { lines } from '../../machines/framing';
import type { BackplaneEvent } from '../../machines/handler/backplaneMessages';
import type { Protocol } from '../../machines/handler/protocol';
import {
  members,
  publish,
  type SubscribeOptions,
  subscribe,
  unsubscribe,
} from '../../machines/handler/publish';
import { outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';

const words = (event: { readonly type: string }): string[] =>
  (event as { readonly type: string; readonly data: string }).data.split(' ');

const word =
  (index: number) =>
  ({ event }: { readonly event: { readonly type: string } }) =>
    words(event)[index] ?? '';

const info = (member: { readonly info: unknown }) => String(member.info);

/** Does with the backplane what its peer says, in lines, and says what it hears. */
export const chatty = (options: SubscribeOptions = {}): Protocol => {
  const set = setupProtocol({
    codec: lines(),
    types: { events: {} as BackplaneEvent | { readonly type: 'nudge' } },
    guards: {
      says: ({ event }, params: { readonly verb: string }) =>
        event.type === 'inbox' && words(event)[0] === params.verb,
    },
    actions: {
      fail: () => {
        throw new Error('asked to fail');
      },
    },
  });
  const on = (verb: string) => ({ type: 'says', params: { verb } }) as const;
  return set.createMachine({
    id: 'chatty',
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: [
            { guard: on('sub'), actions: subscribe(word(1), options) },
            {
              guard: on('join'),
              actions: subscribe(word(1), ({ event }) => ({ ...options, as: words(event)[2] })),
            },
            { guard: on('unsub'), actions: unsubscribe(word(1)) },
            { guard: on('pub'), actions: publish(word(1), word(2)) },
            { guard: on('others'), actions: publish(word(1), word(2), { echo: false }) },
            { guard: on('sure'), actions: publish(word(1), word(2), { confirm: true }) },
            { guard: on('who'), actions: members(word(1)) },
            { guard: on('fail'), actions: 'fail' },
            { guard: on('quit'), target: 'shutdown' },
          ],
          'backplane.message': {
            actions: outbox(({ event }) =>
              [event.topic, event.message, ...(event.missed > 0 ? [`-${event.missed}`] : [])].join(
                ' ',
              ),
            ),
          },
          'backplane.joined': { actions: outbox(({ event }) => `+${info(event.member)}`) },
          'backplane.left': { actions: outbox(({ event }) => `-${info(event.member)}`) },
          'backplane.members': {
            actions: outbox(({ event }) => `present: ${event.members.map(info).join(' ')}`),
          },
          'backplane.published': { actions: outbox(({ event }) => `published ${event.offset}`) },
          'backplane.refused': { actions: outbox(({ event }) => `refused ${event.error.code}`) },
          'backplane.connected': { actions: outbox('connected') },
          'backplane.disconnected': { actions: outbox('disconnected') },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  }) as Protocol;
};
