import { assign, createActor, sendTo, setup } from 'xstate';
import {
  membersOf,
  memoryBackplane,
  publishOn,
  publishTo,
  subscribeTo,
} from '../../../../actors/services/backplane';
import type { Backplane } from '../../../../machines/handler/backplane';
import type { BackplaneEvent } from '../../../../machines/handler/backplaneMessages';

const app = setup({
  types: {
    input: {} as Backplane,
    context: {} as { readonly backplane: Backplane; readonly heard: readonly unknown[] },
    events: {} as BackplaneEvent<unknown> | { readonly type: 'say'; readonly text: string },
  },
  actors: { subscribeTo, publishTo },
}).createMachine({
  context: ({ input }) => ({ backplane: input, heard: [] }),
  invoke: [
    { src: 'subscribeTo', input: ({ context }) => ({ ...context, topic: 'room/*' }) },
    { id: 'out', src: 'publishTo', input: ({ context }) => ({ ...context, topic: 'news' }) },
  ],
  on: {
    'backplane.message': {
      actions: assign({ heard: ({ context, event }) => [...context.heard, event.message] }),
    },
    say: { actions: sendTo('out', ({ event }) => ({ type: 'inbox' as const, data: event.text })) },
  },
});

describe("an app's machine", () => {
  it('hears topics, and publishes in one, until it stops', async () => {
    const backplane = memoryBackplane();
    const heard: unknown[] = [];
    const node = backplane.attach({
      message: ({ message }) => heard.push(message),
      joined: () => {},
      left: () => {},
      state: () => {},
      error: () => {},
    });
    node.want('news');
    const actor = createActor(app, { input: backplane }).start();
    await publishOn(backplane, 'room/1', 'hello');
    await publishOn(backplane, 'other', 'nobody');
    actor.send({ type: 'say', text: 'it rains' });
    expect(actor.getSnapshot().context.heard).toEqual(['hello']);
    expect(heard).toEqual(['it rains']);
    actor.stop();
    await publishOn(backplane, 'room/1', 'too late');
    expect(actor.getSnapshot().context.heard).toEqual(['hello']);
  });

  it('is told at once of a topic that is none', async () => {
    const backplane = memoryBackplane();
    await expect(publishOn(backplane, 'room/*', 1)).rejects.toMatchObject({ code: 'XN_BAD_TOPIC' });
    await expect(membersOf(backplane, 'a b')).rejects.toMatchObject({ code: 'XN_BAD_TOPIC' });
    const errors: unknown[] = [];
    const actor = createActor(subscribeTo, { input: { backplane, topic: '' } });
    actor.subscribe({ error: (error) => errors.push(error) });
    actor.start();
    expect(errors).toMatchObject([{ code: 'XN_BAD_TOPIC' }]);
  });

  it('is told what could not be published', async () => {
    const backplane: Backplane = {
      name: 'away',
      attach: (listener) => ({
        ...memoryBackplane().attach(listener),
        id: 'n',
        publish: () => Promise.reject(new Error('no route')),
        close: () => {},
      }),
    };
    const parent = setup({
      types: { context: {} as { readonly refused: number }, events: {} as BackplaneEvent },
      actors: { publishTo },
    }).createMachine({
      context: { refused: 0 },
      invoke: { id: 'out', src: 'publishTo', input: { backplane, topic: 'news' } },
      entry: sendTo('out', { type: 'inbox', data: 1 }),
      on: {
        'backplane.refused': {
          actions: assign({ refused: ({ context }) => context.refused + 1 }),
        },
      },
    });
    const actor = createActor(parent).start();
    await Promise.resolve();
    await Promise.resolve();
    expect(actor.getSnapshot().context.refused).toBe(1);
    actor.stop();
  });
});
