import {
  type AnyActorRef,
  type AnyStateMachine,
  cancel,
  createActor,
  createMachine,
  fromTransition,
  raise,
  SimulatedClock,
} from 'xstate';
import { createLightChild } from '../../../../actors/compiled/actor/makers';
import { compile } from '../../../../actors/compiled/compile';

const MANY = 200;

function system() {
  const clock = new SimulatedClock();
  const parent = createActor(
    fromTransition((state: object) => state, {}),
    { clock },
  ).start();
  return { clock, parent };
}

function child(machine: unknown, parent: AnyActorRef, id: string): AnyActorRef {
  const logic = compile(machine as AnyStateMachine);
  const made = createLightChild(logic, { id, parent, input: undefined });
  made.start();
  return made;
}

/** A chart that counts the ticks it hears, after it has asked for so many, some ms apart. */
const ticking = (ticks: number, heard: string[], name: string) =>
  createMachine({
    entry: Array.from({ length: ticks }, (_, i) =>
      raise({ type: 'tick' }, { delay: 10 * (i + 1) }),
    ),
    on: {
      tick: { actions: () => void heard.push(name) },
      stop: '.over',
    },
    initial: 'on',
    states: { on: {}, over: { type: 'final' } },
  });

const scheduled = (actor: AnyActorRef): number =>
  Object.keys(
    (actor.system.getSnapshot() as unknown as { _scheduledEvents: object })._scheduledEvents,
  ).length;

describe('the timers of an actor that ends', () => {
  it.each([1, 3, MANY])('end with it, be it %i of them, and those of others do not', (ticks) => {
    const { clock, parent } = system();
    const heard: string[] = [];
    const one = child(ticking(ticks, heard, 'one'), parent, 'one');
    child(ticking(ticks, heard, 'other'), parent, 'other');
    expect(scheduled(parent)).toBe(2 * ticks);
    one.send({ type: 'stop' });
    expect(scheduled(parent)).toBe(ticks);
    clock.increment(10 * ticks);
    expect(heard).toEqual(new Array(ticks).fill('other'));
    expect(scheduled(parent)).toBe(0);
  });

  it('are looked for by the actor, and not among those of all others', () => {
    const { parent } = system();
    const heard: string[] = [];
    const all = Array.from({ length: 50 }, (_, i) =>
      child(ticking(1, heard, `${i}`), parent, `${i}`),
    );
    const events = (
      parent.system as unknown as { _snapshot: { _scheduledEvents: Record<string, object> } }
    )._snapshot;
    let listed = 0;
    events._scheduledEvents = new Proxy(events._scheduledEvents, {
      ownKeys(target) {
        listed += 1;
        return Reflect.ownKeys(target);
      },
    });
    for (const actor of all) actor.send({ type: 'stop' });
    expect(listed).toBe(0);
    expect(scheduled(parent)).toBe(0);
  });

  it('are cancelled by their names as ever', () => {
    const { clock, parent } = system();
    const heard: string[] = [];
    const machine = createMachine({
      entry: [
        raise({ type: 'tick' }, { delay: 10, id: 'first' }),
        raise({ type: 'tick' }, { delay: 20, id: 'second' }),
      ],
      on: { tick: { actions: () => void heard.push('tick') }, never: { actions: cancel('first') } },
    });
    child(machine, parent, 'one').send({ type: 'never' });
    clock.increment(20);
    expect(heard).toEqual(['tick']);
  });

  it('end with it, too, if they are older than the index', () => {
    const clock = new SimulatedClock();
    const heard: string[] = [];
    const root = createActor(ticking(2, heard, 'root'), { clock }).start();
    child(ticking(0, heard, 'child'), root as AnyActorRef, 'child');
    root.stop();
    clock.increment(100);
    expect(heard).toEqual([]);
  });
});
