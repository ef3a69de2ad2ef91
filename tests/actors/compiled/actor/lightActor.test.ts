import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type AnyActorRef,
  type AnyStateMachine,
  createActor,
  createMachine,
  emit,
  fromTransition,
  sendTo,
} from 'xstate';
import {
  createDirectChild,
  createHeavyChild,
  createLightChild,
} from '../../../../actors/compiled/actor/makers';
import { compile } from '../../../../actors/compiled/compile';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const macrotask = () => new Promise((resolve) => setImmediate(resolve));

/** A parent, and what it was told. */
function parentThatHears(heard: string[]) {
  const logic = fromTransition((state: object, event: { type: string; error?: unknown }) => {
    heard.push(`${event.type} ${event.error}`);
    return state;
  }, {});
  return createActor(logic).start();
}

it('keeps nothing of what it was about to say when an action fails', async () => {
  let said: WeakRef<object> | undefined;
  const sayAndFail = [
    emit(() => {
      const message = { type: 'said', data: new Uint8Array(1_000) };
      said = new WeakRef(message);
      return message;
    }),
    () => {
      throw new Error('failed');
    },
  ];
  const machine = createMachine({ on: { go: { actions: sayAndFail } } }) as AnyStateMachine;
  const heard: string[] = [];
  const parent = parentThatHears(heard);
  const child = createLightChild(compile(machine), { id: 'child', parent, input: undefined });
  child.start();
  child.send({ type: 'go' });
  expect(heard).toEqual(['xstate.error.actor.child Error: failed']);
  await macrotask();
  collectGarbage();
  expect(said?.deref()).toBeUndefined();
  expect(child.getSnapshot().status).toBe('error');
});

it.each([
  ['as XState makes it', createHeavyChild],
  ['directly', createDirectChild],
  ['light', createLightChild],
])('fails, %s, when it sends to what is no actor, and whoever sent to it does not', (_as, make) => {
  const machine = createMachine({
    on: {
      go: {
        actions: [
          emit({ type: 'first' }),
          sendTo(() => ({}) as unknown as AnyActorRef, { type: 'lost' }),
          emit({ type: 'last' }),
        ],
      },
    },
  }) as AnyStateMachine;
  const heard: string[] = [];
  const child = make(compile(machine), {
    id: 'child',
    parent: parentThatHears(heard),
    input: undefined,
  });
  child.on('*', (event) => heard.push(event.type));
  child.start();
  child.send({ type: 'go' });
  child.send({ type: 'go' });
  expect(heard).toEqual([
    'first',
    expect.stringMatching(/^xstate\.error\.actor\.child TypeError: .*_send/),
  ]);
  expect(child.getSnapshot().status).toBe('error');
});
