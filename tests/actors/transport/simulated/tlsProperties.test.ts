import * as fc from 'fast-check';
import { createActor } from 'xstate';
import { listConnections } from '../../../../actors/server/listConnections';
import { serverCore } from '../../../../actors/server/serverCore';
import type {
  Carried,
  SimulatedClient,
  SimulatedClientTls,
} from '../../../../actors/transport/simulated/api';
import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import { RecordReader } from '../../../../actors/transport/simulated/tls/records';
import { selfSigned } from '../../../../actors/transport/tls/selfSigned';
import type { Protocol } from '../../../../machines/handler/protocol';
import { makessl, outbox } from '../../../../machines/handler/say';
import { setupProtocol } from '../../../../machines/handler/setupProtocol';
import { echo } from '../../../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../../../machines/server/serverCoreMessages';
import { leaveNothingBehind } from '../../../support/afterwards';
import { Heard } from '../../../support/heard';

leaveNothingBehind();

const PORT = 1601;
const ours = selfSigned('localhost');
const named = selfSigned('*.example.org');

/** What a client does about its handshake, and what of it the server may make. */
const WAYS = ['secures', 'old', 'stranger', 'plain', 'half', 'silent', 'leaves', 'resets'] as const;

type Way = (typeof WAYS)[number];

const HELLO = Buffer.from('1603030100', 'hex');

const TLS_OF: Readonly<Partial<Record<Way, SimulatedClientTls>>> = {
  secures: { alpn: ['mine'] },
  old: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
  stranger: { alpn: ['its own'] },
};

const life = fc.record({
  way: fc.constantFrom(...WAYS, 'secures' as const, 'secures' as const),
  name: fc.constantFrom(undefined, 'www.example.org', 'elsewhere.example'),
  version: fc.constantFrom('TLSv1.2' as const, 'TLSv1.3' as const),
  bytes: fc.constantFrom(1, 100, 20_000),
  waits: fc.constantFrom(0, 1, 20, 200),
});

type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

const plan = fc.record({
  seed: fc.nat(1_000),
  lives: fc.array(life, { minLength: 1, maxLength: 6 }),
  starttls: fc.boolean(),
  split: fc.boolean(),
  stallHandshake: fc.constantFrom(0, 0, 0.5),
  reset: fc.constantFrom(0, 0, 0.02),
  handshakeTime: fc.constantFrom(0, 3),
  maxHandshakes: fc.constantFrom(1, 2, 100),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/** Waits for any word, says one in plain text and one that is held, and then all is echoed in TLS. */
const upgrading = setupProtocol().createMachine({
  initial: 'plain',
  states: {
    plain: { on: { inbox: { target: 'on', actions: [outbox('+'), makessl(), outbox('held')] } } },
    on: { on: { inbox: { actions: outbox(({ event }) => event.data) } } },
    gone: { type: 'final' },
  },
  on: { 'control.producerFinished': '.gone', 'control.serverShutdown': '.gone' },
});

/** A run of a plan, whose oracles look at every message of the server and at every millisecond. */
class Run {
  private readonly network;
  private readonly server;
  private readonly heard: Heard<ServerCoreMessage>;
  private readonly wires = new Map<string, Buffer>();
  private readonly clients: { readonly life: Life; readonly far: SimulatedClient }[] = [];

  constructor(private readonly plan: Plan) {
    const { seed, starttls, split, stallHandshake, reset, handshakeTime, maxHandshakes } = plan;
    const faults = { split, stallHandshake, reset };
    this.network = simulatedNetwork({ seed, handshakeTime, faults });
    this.network.watch((carried) => this.note(carried));
    this.server = createActor(serverCore, {
      input: {
        port: PORT,
        protocol: (starttls ? upgrading : echo) as unknown as Protocol,
        transport: this.network,
        handshakeTimeout: 100,
        lingerTimeout: 100,
        maxHandshakes,
        tls: { ...ours, sni: { '*.example.org': named }, alpn: ['mine'], starttls },
      },
      clock: this.network.clock as never,
    });
    this.heard = new Heard<ServerCoreMessage>(this.server);
    this.server.start();
    this.network.settle();
  }

  play(): void {
    for (const each of this.plan.lives) {
      this.begin(each);
      this.pass(each.waits);
    }
    this.pass(500);
    this.network.setFaults();
    for (const {
      far,
      life: { way },
    } of this.clients)
      if (way !== 'resets') far.end();
    this.pass(500);
    this.server.send({ type: 'control.serverShutdown' });
    this.network.runToQuiescence();
    this.atTheEnd();
  }

  private begin(each: Life): void {
    const { way, name, version, bytes } = each;
    const wishes = TLS_OF[way];
    const tls = wishes && {
      ...(way === 'secures' && { maxVersion: version }),
      ...wishes,
      ...(name !== undefined && { servername: name }),
    };
    const name_ = `client-${this.clients.length + 1}`;
    const isLate = this.plan.starttls;
    const far = this.network.connect({ port: PORT }, name_, isLate ? undefined : tls);
    this.clients.push({ life: each, far });
    const data = Buffer.alloc(bytes, `${name_} says it in secret `);
    if (isLate) {
      far.send(Buffer.from('STARTTLS'));
      this.pass(5);
      if (tls !== undefined) far.secure(tls);
    }
    if (tls !== undefined || way === 'plain') far.send(data);
    else if (way === 'half') far.send(HELLO);
    else if (way === 'leaves') far.end();
    else if (way === 'resets') {
      this.pass(3);
      far.reset();
    }
  }

  private note({ kind, link, to, data }: Carried): void {
    if (kind !== 'data') return;
    const key = `${link} ${to}`;
    this.wires.set(
      key,
      Buffer.concat([this.wires.get(key) ?? Buffer.alloc(0), data as Uint8Array]),
    );
  }

  private pass(milliseconds: number): void {
    for (let passed = 0; passed < milliseconds; passed += 1) {
      this.network.advance(1);
      this.atEveryMoment();
    }
  }

  /** Nobody is told of a connection that is not ready, and none waits for ever to be. */
  private atEveryMoment(): void {
    for (const { state, handler, connection } of listConnections(this.server)) {
      const isReady = this.plan.starttls || connection.tls !== undefined;
      const text = JSON.stringify(state);
      if (!isReady) expect({ text, handler }).toMatchObject({ handler: undefined });
      if (text.includes('securing') && !text.includes('failing')) {
        expect([text, this.network.clock.pending() > 0]).toEqual([text, true]);
      }
    }
    for (const { connection } of this.heard.of('connected')) {
      if (this.plan.starttls) expect(connection.tls).toBeUndefined();
      else expect(connection.tls?.protocol).toMatch(/^TLSv1\.[23]$/);
    }
  }

  private atTheEnd(): void {
    const {
      heard,
      network,
      plan: { starttls },
    } = this;
    expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
    expect(heard.count('connected')).toBe(heard.count('disconnected'));
    expect(heard.count('error')).toBe(0);
    const ends = [...heard.of('disconnected'), ...heard.of('handshakeFailed')];
    const ids = ends.map(({ connection }) => connection.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [
      index,
      {
        life: { way, bytes, name },
        far,
      },
    ] of this.clients.entries()) {
      const link = `client-${index + 1}`;
      const echoed = Buffer.alloc(bytes, `${link} says it in secret `);
      const said = starttls ? Buffer.concat([Buffer.from('held'), echoed]) : echoed;
      const answered = starttls ? far.received.subarray(1) : far.received;
      if (way === 'secures') {
        expect(said.subarray(0, answered.length).equals(answered)).toBe(true);
        if (far.tls !== undefined) {
          const subject = name === 'www.example.org' ? 'CN=*.example.org' : 'CN=localhost';
          expect(far.tls.peerCertificate?.subject).toBe(subject);
        }
      } else expect(far.tls).toBeUndefined();
      if (TLS_OF[way] === undefined) continue;
      this.isAllRecords(this.wires.get(`${link} server`), starttls ? 'STARTTLS'.length : 0);
      this.isAllRecords(this.wires.get(`${link} client`), starttls ? 1 : 0);
    }
  }

  /** No plain byte goes over the wire behind the upgrade. */
  private isAllRecords(wire: Buffer | undefined, plainly: number): void {
    if (wire === undefined) return;
    expect(wire.includes('secret')).toBe(false);
    const reader = new RecordReader();
    reader.push(wire.subarray(plainly));
    for (let next = reader.next(); next !== undefined; next = reader.next()) {
      expect(Buffer.isBuffer(next)).toBe(false);
    }
  }
}

describe('any handshakes on the simulated network', () => {
  it('leave no plain byte, no handler that is too early, and nobody behind', () => {
    fc.assert(
      fc.property(plan, (drawn) => new Run(drawn).play()),
      { numRuns: Number(process.env.HANDSHAKES ?? 40), seed: 1 },
    );
  }, 60_000);
});
