import fc from 'fast-check';
import {
  type AnyEventObject,
  createActor,
  emit,
  fromCallback,
  fromTransition,
  type InspectionEvent,
  setup,
} from 'xstate';
import { link, Wiring, wire } from '../../../actors/boxes/link';

/** Emits whatever it is told to say. */
const speaker = setup({
  types: { events: {} as { type: 'say'; message: AnyEventObject }, emitted: {} as AnyEventObject },
}).createMachine({ on: { say: { actions: emit(({ event }) => event.message) } } });

const listener = () => {
  const heard: AnyEventObject[] = [];
  const actor = createActor(
    fromTransition((state: undefined, event: AnyEventObject) => {
      heard.push(event);
      return state;
    }, undefined),
  ).start();
  return { actor, heard };
};

describe('link', () => {
  it('brings what leaves an outbox to an inbox, under its name', () => {
    const source = createActor(speaker).start();
    const { actor, heard } = listener();
    link(source, 'outbox', actor, 'inbox');
    source.send({ type: 'say', message: { type: 'outbox', data: 1 } });
    expect(heard).toEqual([{ type: 'inbox', data: 1 }]);
  });

  it('keeps the message behind the name of the box, and all its fields', () => {
    const source = createActor(speaker).start();
    const { actor, heard } = listener();
    link(source, 'signal', actor, 'control');
    source.send({ type: 'say', message: { type: 'signal.producerFinished', why: 'done' } });
    expect(heard).toEqual([{ type: 'control.producerFinished', why: 'done' }]);
  });

  it('keeps all fields of a message of an outbox that is called outbox', () => {
    const source = createActor(speaker).start();
    const { actor, heard } = listener();
    link(source, 'outbox', actor, 'inbox');
    source.send({ type: 'say', message: { type: 'outbox', line: 'x', number: 2 } });
    source.send({ type: 'say', message: { type: 'outbox', data: 1, from: 'me' } });
    expect(heard).toEqual([
      { type: 'inbox', line: 'x', number: 2 },
      { type: 'inbox', data: 1, from: 'me' },
    ]);
  });

  it('takes one message of a box by its whole type, and renames it whole', () => {
    const source = createActor(speaker).start();
    const { actor, heard } = listener();
    link(source, 'signal.shutdownCSA', actor, 'control.producerFinished');
    source.send({ type: 'say', message: { type: 'signal.shutdownCSA' } });
    source.send({ type: 'say', message: { type: 'signal.other' } });
    source.send({ type: 'say', message: { type: 'signal' } });
    expect(heard).toEqual([{ type: 'control.producerFinished' }]);
  });

  it('leaves other boxes alone, also those whose names begin alike', () => {
    const source = createActor(speaker).start();
    const { actor, heard } = listener();
    link(source, 'out', actor, 'inbox');
    for (const type of ['outbox', 'output.x', 'x.out', 'ou']) {
      source.send({ type: 'say', message: { type } });
    }
    expect(heard).toEqual([]);
  });

  it('brings one outbox to many inboxes, and many outboxes to one', () => {
    const sources = [createActor(speaker).start(), createActor(speaker).start()];
    const targets = [listener(), listener()];
    for (const source of sources) {
      for (const { actor } of targets) link(source, 'outbox', actor, 'inbox');
    }
    for (const source of sources) source.send({ type: 'say', message: { type: 'outbox' } });
    expect(targets.map(({ heard }) => heard.length)).toEqual([2, 2]);
  });

  it('brings nothing more once it is undone, also twice', () => {
    const source = createActor(speaker).start();
    const { actor, heard } = listener();
    const made = link(source, 'outbox', actor, 'inbox');
    const other = link(source, 'signal', actor, 'control');
    made.unlink();
    made.unlink();
    source.send({ type: 'say', message: { type: 'outbox' } });
    source.send({ type: 'say', message: { type: 'signal' } });
    expect(heard).toEqual([{ type: 'control' }]);
    other.unlink();
  });

  it('does not mind a target that has stopped, or a source', () => {
    const source = createActor(speaker).start();
    const { actor } = listener();
    link(source, 'outbox', actor, 'inbox');
    actor.stop();
    expect(() => source.send({ type: 'say', message: { type: 'outbox' } })).not.toThrow();
    source.stop();
    expect(() => link(source, 'outbox', actor, 'inbox').unlink()).not.toThrow();
  });

  describe('of a message that objects to being read', () => {
    const throws = (): never => {
      throw new Error('not to be read');
    };
    /** Emits it, though XState looks at its type before. */
    const emitting = (make: () => unknown) => {
      const source = createActor(
        fromCallback<AnyEventObject, undefined, AnyEventObject>(({ emit: say, receive }) => {
          receive(() => say(make() as never));
        }),
      ).start();
      return source;
    };
    /** A getter that answers so many times, and throws then. */
    const once = (type: string, times: number) => {
      let left = times;
      return {
        get type() {
          left -= 1;
          if (left < 0) throws();
          return type;
        },
      };
    };
    it.each([
      ['whose type throws when it is read again', () => once('outbox', 2)],
      [
        'whose data throws',
        () => Object.defineProperty({ type: 'outbox' }, 'data', { get: throws, enumerable: true }),
      ],
      [
        'that is a proxy which tells its type alone',
        () =>
          new Proxy(
            {},
            { get: (_, name) => (name === 'type' ? 'outbox' : throws()), ownKeys: throws },
          ),
      ],
    ])('%s: it is warned of, and the next one is passed on', (_what, make) => {
      const warnings: unknown[] = [];
      const spy = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
        warnings.push((warning as { code?: string }).code);
      });
      const messages: (() => unknown)[] = [make, () => ({ type: 'outbox', data: 2 })];
      const source = emitting(() => messages.shift()?.());
      const { actor, heard } = listener();
      link(source, 'outbox', actor, 'inbox');
      source.send({ type: 'go' });
      source.send({ type: 'go' });
      expect(source.getSnapshot().status).toBe('active');
      expect(heard).toEqual([{ type: 'inbox', data: 2 }]);
      expect(warnings).toEqual(['XN_LISTENER_FAILED']);
      spy.mockRestore();
    });
  });

  it.each([
    ['a source that is undefined', [undefined, 'outbox', 'actor', 'inbox']],
    ['a source that is no actor', [{}, 'outbox', 'actor', 'inbox']],
    ['a target that is null', ['actor', 'outbox', null, 'inbox']],
    ['a target that only sends', ['actor', 'outbox', { send: () => {} }, 'inbox']],
    ['an outbox without a name', ['actor', '', 'actor', 'inbox']],
    ['an inbox that is a number', ['actor', 'outbox', 'actor', 5]],
  ])('refuses %s at once', (_what, given) => {
    const { actor } = listener();
    const args = given.map((each) => (each === 'actor' ? actor : each));
    expect(() => (link as (...all: unknown[]) => unknown)(...args)).toThrow(
      expect.objectContaining({ code: 'XN_BAD_OPTION' }),
    );
  });

  it('joins any kind of actors, and shows inspectors who said it to whom', () => {
    const records: InspectionEvent[] = [];
    const source = createActor(
      fromCallback<AnyEventObject, undefined, AnyEventObject>(({ emit: say, receive }) => {
        receive(() => say({ type: 'outbox', data: 5 }));
      }),
      { inspect: (record) => records.push(record), id: 'source' },
    ).start();
    const { actor, heard } = listener();
    link(source, 'outbox', actor, 'inbox');
    source.send({ type: 'go' });
    expect(heard).toEqual([{ type: 'inbox', data: 5 }]);
    const messages = records.filter(
      (record) => record.type === '@xstate.event' && record.event.type === 'inbox',
    );
    expect(messages).toEqual([expect.objectContaining({ sourceRef: source, actorRef: actor })]);
  });
});

describe('a wiring', () => {
  it('names the type at the target for boxes, their messages and whole types', () => {
    const wiring = new Wiring({ signal: 'control', 'signal.x': 'other.y', outbox: 'inbox' });
    expect(wiring.typeAtTarget('signal.producerFinished')).toBe('control.producerFinished');
    expect(wiring.typeAtTarget('signal')).toBe('control');
    expect(wiring.typeAtTarget('signal.x')).toBe('other.y');
    expect(wiring.typeAtTarget('signal.x.z')).toBe('control.x.z');
    expect(wiring.typeAtTarget('outbox')).toBe('inbox');
    expect(wiring.typeAtTarget('flow.ready')).toBeUndefined();
    expect(wiring.typeAtTarget('')).toBeUndefined();
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty.x', 'valueOf'])(
    'knows no box called %s, which every object has',
    (type) => {
      expect(new Wiring({ outbox: 'inbox' }).typeAtTarget(type)).toBeUndefined();
    },
  );

  it('does not remember every type that it ever heard', () => {
    const wiring = new Wiring({ outbox: 'inbox' });
    for (let i = 0; i < 50_000; i += 1) wiring.typeAtTarget(`outbox.${i}`);
    const remembered = Object.values(wiring).filter((value) => value instanceof Map);
    for (const map of remembered) expect((map as Map<string, string>).size).toBeLessThan(10_000);
  });

  it('does not fail on a message without a proper type', () => {
    const source = createActor(speaker).start();
    const { actor, heard } = listener();
    wire(source, new Wiring({ outbox: 'inbox' }), actor);
    const thrown: unknown[] = [];
    const wiring = new Wiring({ outbox: 'inbox' });
    for (const type of [undefined, null, 5, {}, Symbol('x')]) {
      try {
        expect(wiring.typeAtTarget(type as unknown as string)).toBeUndefined();
      } catch (error) {
        thrown.push(error);
      }
    }
    expect(thrown).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('answers the same however often it is asked', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    const type = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.dictionary(name, name), fc.array(type), (boxes, types) => {
        const wiring = new Wiring(boxes);
        for (const asked of [...types, ...types]) {
          const [box = '', ...rest] = asked.split('.');
          const inbox = Object.hasOwn(boxes, box) ? boxes[box] : undefined;
          const expected = inbox === undefined ? undefined : [inbox, ...rest].join('.');
          expect(wiring.typeAtTarget(asked)).toBe(expected);
        }
      }),
    );
  });
});
