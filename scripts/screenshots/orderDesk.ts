import { outbox, pauseInbox, resumeInbox, setupProtocol } from '../../index';

interface Desk {
  readonly orders: number;
  readonly lastOrder: string;
}

const CATALOGUE = `${'one more page of the catalogue\r\n'.repeat(1_000_000)}`;

const desk = setupProtocol({
  types: { context: {} as Desk },
  delays: { picking: 150, stocktaking: 45_000 },
});

const says =
  (word: string) =>
  ({ event }: { readonly event: { readonly type: string } }) => {
    const { data } = event as { readonly data?: Uint8Array };
    return data !== undefined && Buffer.from(data).toString('latin1').startsWith(word);
  };

const noteOrder = desk.assign(({ context, event }) => ({
  orders: context.orders + 1,
  lastOrder: event.type === 'inbox' ? Buffer.from(event.data).toString('latin1').trim() : '',
}));

/** A protocol with something to look at: it works, rests, says more than anybody reads, and fails. */
export const orderDesk = desk.createMachine({
  id: 'orderDesk',
  context: { orders: 0, lastOrder: '' },
  initial: 'greeting',
  states: {
    greeting: { entry: outbox('220 order desk\r\n'), always: 'open' },
    open: {
      initial: 'idle',
      on: {
        'control.producerFinished': 'leaving',
        'control.serverShutdown': 'leaving',
        'control.socketShutdown': 'gone',
      },
      states: {
        idle: {
          on: {
            inbox: [
              { guard: says('order'), target: 'picking', actions: noteOrder },
              { guard: says('catalogue'), actions: outbox(CATALOGUE) },
              { guard: says('stock'), target: 'stocktaking' },
              {
                actions: () => {
                  throw new Error('nobody at the desk understands that');
                },
              },
            ],
          },
        },
        picking: {
          after: { picking: { target: 'idle', actions: outbox('250 picked\r\n') } },
        },
        stocktaking: {
          entry: pauseInbox(),
          exit: resumeInbox(),
          after: { stocktaking: 'idle' },
        },
      },
    },
    leaving: { entry: outbox('221 goodbye\r\n'), always: 'gone' },
    gone: { type: 'final' },
  },
});
