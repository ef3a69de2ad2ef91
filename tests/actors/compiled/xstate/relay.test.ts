import { createActor, fromTransition, type InspectionEvent } from 'xstate';
import { relay } from '../../../../actors/compiled/xstate/relay';

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
