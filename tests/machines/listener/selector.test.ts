import fc from 'fast-check';
import { createActor } from 'xstate';
import { type SelectorEvent, selector } from '../../../machines/listener/selector';

const start = () => createActor(selector).start();

describe('the selector', () => {
  it('knows which sockets live and in what they are interested', () => {
    const actor = start();
    actor.send({ type: 'notify.newServer', server: 'a' });
    actor.send({ type: 'notify.newReader', descriptor: 1 });
    actor.send({ type: 'notify.newReader', descriptor: 2 });
    actor.send({ type: 'notify.newWriter', descriptor: 2 });
    actor.send({ type: 'notify.removeReader', descriptor: 1 });
    const { readers, writers, servers } = actor.getSnapshot().context;
    expect([[...readers], [...writers], [...servers]]).toEqual([[2], [2], ['a']]);
  });

  it('is shown by its counts', () => {
    const actor = start();
    for (const descriptor of [5, 6, 7]) actor.send({ type: 'notify.newReader', descriptor });
    actor.send({ type: 'notify.newWriter', descriptor: 5 });
    expect(JSON.parse(JSON.stringify(actor.getSnapshot())).context).toEqual({
      readers: 3,
      writers: 1,
      servers: 0,
    });
  });

  it('lives until the last server has said shutdown', () => {
    const actor = start();
    actor.send({ type: 'notify.newServer', server: 'a' });
    actor.send({ type: 'notify.newServer', server: 'b' });
    actor.send({ type: 'control.shutdown', server: 'a' });
    expect(actor.getSnapshot().status).toBe('active');
    actor.send({ type: 'control.shutdown', server: 'b' });
    expect(actor.getSnapshot().status).toBe('done');
  });

  it('does not count a server twice, nor lets one leave for another', () => {
    const actor = start();
    actor.send({ type: 'notify.newServer', server: 'a' });
    actor.send({ type: 'notify.newServer', server: 'b' });
    actor.send({ type: 'notify.newServer', server: 'a' });
    actor.send({ type: 'control.shutdown', server: 'a' });
    actor.send({ type: 'control.shutdown', server: 'a' });
    actor.send({ type: 'control.shutdown', server: 'c' });
    expect(actor.getSnapshot().status).toBe('active');
  });

  it('does not mind being told twice, or of what it never knew, or what it does not know', () => {
    const actor = start();
    actor.send({ type: 'notify.newServer', server: 'a' });
    actor.send({ type: 'notify.newReader', descriptor: 1 });
    actor.send({ type: 'notify.newReader', descriptor: 1 });
    actor.send({ type: 'notify.removeWriter', descriptor: 9 });
    actor.send({ type: 'nonsense' } as unknown as SelectorEvent);
    expect(actor.getSnapshot().context.readers.size).toBe(1);
  });

  it('always agrees with plain sets', () => {
    const notification = fc.record({
      type: fc.constantFrom(
        'notify.newReader' as const,
        'notify.removeReader' as const,
        'notify.newWriter' as const,
        'notify.removeWriter' as const,
      ),
      descriptor: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(notification), (events) => {
        const actor = start();
        const sets = { Reader: new Set<number>(), Writer: new Set<number>() };
        for (const event of events) {
          actor.send(event);
          const set = sets[event.type.slice(-6) as keyof typeof sets];
          if (event.type.startsWith('notify.new')) set.add(event.descriptor);
          else set.delete(event.descriptor);
        }
        const { readers, writers } = actor.getSnapshot().context;
        expect([readers, writers]).toEqual([sets.Reader, sets.Writer]);
      }),
    );
  });
});
