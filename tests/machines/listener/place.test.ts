import fc from 'fast-check';
import { XstateNetError } from '../../../machines/kit/errors';
import { type PlaceEvent, placeMachine } from '../../../machines/listener/place';
import { Pure } from '../../support/pure';
import { anAddress } from '../../support/samples';

const start = (port: number | undefined = 0) => Pure.start(placeMachine, { port });

const bound: PlaceEvent = { type: 'socket.listening', address: anAddress };
const failed: PlaceEvent = {
  type: 'socket.failed',
  error: new XstateNetError('XN_PORT_IN_USE', 'it is taken'),
};
const closed: PlaceEvent = { type: 'socket.closed' };
const refuse: PlaceEvent = { type: 'suspend', mode: 'refuse' };
const port = anAddress.family === 'unix' ? 0 : anAddress.port;

const listening = () => start().take({ type: 'listen' }, bound);

describe('one of several places', () => {
  it('listens with its server, on the port that it was given', () => {
    const place = start(4321).take({ type: 'listen' });
    expect(place.value).toBe('binding');
    expect(place.said).toEqual([{ type: 'listen', port: 4321 }]);
    expect(place.take(bound).value).toBe('listening');
  });

  it('keeps the port that the kernel has chosen', () => {
    const place = listening().take({ type: 'suspend' }, { type: 'resume' });
    expect(place.value).toBe('binding');
    expect(place.said).toEqual([{ type: 'close' }, { type: 'listen', port }]);
  });

  it('keeps its socket where it is to refuse', () => {
    const place = listening().take(refuse);
    expect([place.value, place.said]).toEqual(['refusing', []]);
    expect(place.take({ type: 'resume' }).value).toBe('listening');
  });

  it('keeps a socket that cannot be opened again, and refuses', () => {
    const place = Pure.start(placeMachine, { port: undefined, keepsSocket: true });
    place.take({ type: 'listen' }, bound, { type: 'suspend' });
    expect([place.value, place.saidTypes]).toEqual(['refusing', ['listen']]);
  });

  it('gives its socket up at last where it refused', () => {
    const place = listening().take(refuse, { type: 'suspend' });
    expect([place.value, place.said]).toEqual(['suspended', [{ type: 'close' }]]);
  });

  it('is closed with its server once its socket is, and listens with it again', () => {
    const place = listening().take({ type: 'close' });
    expect(place.value).toEqual({ closing: 'along' });
    expect(place.take(closed).value).toEqual({ closed: 'along' });
    expect(place.take({ type: 'listen' }).value).toBe('binding');
  });

  it('stays closed where it was suspended by itself, whatever its server does', () => {
    const place = listening().take({ type: 'suspend' }, closed, { type: 'close' }, closed);
    expect(place.value).toEqual({ closed: 'apart' });
    expect(place.take({ type: 'listen' }).value).toBe('suspended');
    expect(place.said).toEqual([]);
  });

  it('says why it could not be bound, and waits to be resumed', () => {
    const place = start().take({ type: 'listen' }, failed);
    expect(place.value).toBe('suspended');
    expect(place.saidTypes).toEqual(['listen', 'failed']);
  });

  it('asks for a socket only when it has none, and gives up only one that it has, or asks to be told', () => {
    const events = fc.constantFrom<PlaceEvent>(
      { type: 'listen' },
      { type: 'close' },
      { type: 'suspend' },
      refuse,
      { type: 'resume' },
    );
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), fc.array(fc.boolean()), (all, answers) => {
        const place = start();
        let has = false;
        for (const [i, event] of all.entries()) {
          for (const { type } of place.take(event).said) {
            if (type === 'listen') {
              expect(has).toBe(false);
              has = true;
            } else has = false;
          }
          if (place.value === 'binding' && answers[i % (answers.length || 1)] === true) {
            place.take(bound);
          }
          expect(has).toBe(['binding', 'listening', 'refusing'].includes(String(place.value)));
        }
      }),
    );
  });
});
