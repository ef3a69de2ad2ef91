import { createActor, createMachine, emit, fromTransition, type InspectionEvent } from 'xstate';
import { compile } from '../../../actors/compiled/compile';
import { containInspectors, relay } from '../../../actors/compiled/privates';

const listener = (heard: string[]) =>
  fromTransition((state: object, event: { type: string }) => {
    heard.push(event.type);
    return state;
  }, {});

describe('relay', () => {
  it('gives the event to its target', () => {
    const heard: string[] = [];
    const source = createActor(listener([])).start();
    const target = createActor(listener(heard)).start();
    relay(source, target, { type: 'hello' });
    expect(heard).toEqual(['hello']);
  });

  it('tells inspectors where the event came from', () => {
    const records: InspectionEvent[] = [];
    const inspect = (record: InspectionEvent) => void records.push(record);
    const source = createActor(listener([]), { inspect }).start();
    const target = createActor(listener([]), { parent: source }).start();
    records.length = 0;
    relay(source, target, { type: 'hello' });
    expect(records[0]).toMatchObject({ type: '@xstate.event', event: { type: 'hello' } });
    expect(records[0]).toHaveProperty('sourceRef', source);
    expect(records[0]).toHaveProperty('actorRef', target);
  });
});

describe('containInspectors', () => {
  const machine = createMachine({ on: { go: { actions: emit({ type: 'gone' }) } } });

  it('keeps what an inspector throws out of send, and the event is not lost', () => {
    const reported: unknown[] = [];
    let broken = false;
    const actor = createActor(compile(machine), {
      inspect: () => {
        if (broken) throw new Error('bad inspector');
      },
    }).start();
    containInspectors(actor.system, (error) => reported.push(`${error}`));
    const heard: string[] = [];
    actor.on('*', (event) => heard.push(event.type));
    broken = true;
    actor.send({ type: 'go' });
    expect(heard).toEqual(['gone']);
    expect(new Set(reported)).toEqual(new Set(['Error: bad inspector']));
    expect(() => createActor(machine, { parent: actor })).not.toThrow();
  });

  it('is done once for a system', () => {
    const reported: string[] = [];
    const actor = createActor(listener([])).start();
    containInspectors(actor.system, () => reported.push('first'));
    containInspectors(actor.system, () => reported.push('second'));
    actor.system.inspect(() => {
      throw new Error('bad inspector');
    });
    actor.send({ type: 'go' });
    expect(new Set(reported)).toEqual(new Set(['first']));
  });

  it('lets inspectors see what they saw before', () => {
    const types: string[] = [];
    const actor = createActor(compile(machine)).start();
    containInspectors(actor.system, () => {});
    actor.system.inspect((record) => void types.push(record.type));
    actor.send({ type: 'go' });
    expect(types).toEqual([
      '@xstate.event',
      '@xstate.action',
      '@xstate.microstep',
      '@xstate.snapshot',
    ]);
  });
});
