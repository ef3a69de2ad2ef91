import { createActor, createMachine, emit, fromTransition } from 'xstate';
import { compile } from '../../../../actors/compiled/compile';
import { containInspectors } from '../../../../actors/compiled/xstate/containInspectors';

const listener = (heard: string[]) =>
  fromTransition((state: object, event: { type: string }) => {
    heard.push(event.type);
    return state;
  }, {});

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
