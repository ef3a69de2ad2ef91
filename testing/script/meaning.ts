import { reasonOf } from '../../machines/kit/shown';
import { EMITTED_BY_TCP_SERVER } from '../../machines/listener/tcpServerMessages';
import { EMITTED_BY_SERVER_CORE } from '../../machines/server/serverCoreMessages';
import { EMITTED_BY_SINGLE_SERVER } from '../../machines/server/singleServerMessages';
import { ACTORS_OF_CONNECTIONS, type Action, type ActorName } from './actions';
import { type Expectation, isPattern } from './expectations';
import { hint } from './fields';
import type { Script, ServerKind } from './script';

/** What becomes of a client in the course of a script. */
interface ClientStory {
  readonly mayBeOpen: boolean;
  /** By which step it can send no more. */
  silentSince: { readonly index: number; readonly word: string } | undefined;
}

const EMITTED: Readonly<Record<ServerKind, readonly string[]>> = {
  serverCore: EMITTED_BY_SERVER_CORE,
  simpleServer: EMITTED_BY_SERVER_CORE,
  singleServer: EMITTED_BY_SINGLE_SERVER,
  tcpServer: EMITTED_BY_TCP_SERVER,
};

const ABSENT: Readonly<Record<ServerKind, readonly ActorName[]>> = {
  serverCore: [],
  simpleServer: [],
  singleServer: ['handler', 'handlers'],
  tcpServer: ['handler', 'handlers', 'server'],
};

/**
 * Finds what can never come true, step by step: clients that are not there or can say nothing any
 * more, actors that this kind of server does not have, expressions that are not regular.
 */
export class Meaning {
  private readonly clients = new Map<string, ClientStory>();
  private readonly kind: ServerKind;

  constructor(
    script: Pick<Script, 'kind'>,
    /** Whether the server is one that is not known here, of which nothing can be said. */
    private readonly isCustom: boolean,
  ) {
    this.kind = script.kind ?? 'serverCore';
  }

  /** What is wrong with the meaning of the next step, or undefined. */
  check(step: Action | Expectation, index: number): string | undefined {
    return 'do' in step ? this.checkAction(step, index) : this.checkExpectation(step);
  }

  private checkAction(step: Action, index: number): string | undefined {
    switch (step.do) {
      case 'connect':
        if (this.clients.has(step.client)) {
          return `there is a client "${step.client}" already; give each connection its own name`;
        }
        this.clients.set(step.client, {
          mayBeOpen: step.outcome !== 'refused',
          silentSince: undefined,
        });
        return undefined;
      case 'send':
        return this.mustBeOpen(step.client) ?? this.mustNotBeSilent(step.client);
      case 'end':
      case 'close':
      case 'reset':
      case 'vanish':
        return this.mustBeOpen(step.client) ?? this.silence(step.client, index, step.do);
      case 'secure':
        return this.mustBeOpen(step.client) ?? this.mustNotBeSilent(step.client);
      case 'pauseReading':
      case 'resumeReading':
        return this.mustBeOpen(step.client);
      case 'faults':
        return step.client === undefined
          ? undefined
          : (this.mustBeOpen(step.client) ?? ofLinks(step.faults));
      case 'clearFaults':
        return step.client === undefined ? undefined : this.mustBeOpen(step.client);
      case 'tell':
        return this.actor(step.actor, step.client);
      default:
        return undefined;
    }
  }

  private checkExpectation(step: Expectation): string | undefined {
    switch (step.expect) {
      case 'bytes':
        return (
          this.mustBeOpen(step.client) ??
          (isPattern(step) ? regularity(step.pattern, step.flags) : undefined)
        );
      case 'nothing':
        return step.client === undefined ? undefined : this.mustBeKnown(step.client);
      case 'client':
        return this.mustBeKnown(step.client);
      case 'tls':
      case 'howDied':
        return this.mustBeOpen(step.client);
      case 'state':
        return this.actor(step.actor, step.client);
      case 'emitted': {
        const known = EMITTED[this.kind];
        if (!this.isCustom && !known.includes(step.type)) {
          return `no ${this.kind} ever emits "${step.type}"${hint(step.type, known)}`;
        }
        return step.client === undefined ? undefined : this.mustBeKnown(step.client);
      }
      default:
        return undefined;
    }
  }

  private mustBeKnown(client: string): string | undefined {
    if (this.clients.has(client)) return undefined;
    const names = [...this.clients.keys()];
    const so = names.length === 0 ? '; connect it first' : hint(client, names);
    return `there is no client "${client}" yet${so}`;
  }

  private mustBeOpen(client: string): string | undefined {
    return (
      this.mustBeKnown(client) ??
      (this.clients.get(client)?.mayBeOpen
        ? undefined
        : `client "${client}" was to be refused, so that it has no connection`)
    );
  }

  private mustNotBeSilent(client: string): string | undefined {
    const since = this.clients.get(client)?.silentSince;
    return since === undefined
      ? undefined
      : `client "${client}" can do this no more: step ${since.index + 1} was its "${since.word}"`;
  }

  private silence(client: string, index: number, word: string): string | undefined {
    const story = this.clients.get(client);
    const since = story?.silentSince;
    // A client that has said FIN may still break off or vanish.
    if (since !== undefined && (word === 'end' || since.word !== 'end')) {
      return this.mustNotBeSilent(client);
    }
    if (story !== undefined) story.silentSince = { index, word };
    return undefined;
  }

  private actor(name: ActorName, client: string | undefined): string | undefined {
    if (!this.isCustom && ABSENT[this.kind].includes(name)) {
      return `a ${this.kind} has no actor "${name}"`;
    }
    if (!ACTORS_OF_CONNECTIONS.has(name)) {
      return client === undefined ? undefined : `there is one "${name}" only: leave "client" out`;
    }
    if (client === undefined)
      return `there is one "${name}" for each connection: say whose, by "client"`;
    return this.mustBeOpen(client);
  }
}

/** Faults that one link can have; the others are of connecting, listening and time. */
const LINK_FAULTS: readonly string[] = ['split', 'jitter', 'clog', 'reset', 'vanish'];

function ofLinks(faults: object): string | undefined {
  const other = Object.keys(faults).find((fault) => !LINK_FAULTS.includes(fault));
  return other === undefined
    ? undefined
    : `"${other}" is no fault of one link; leave "client" out${hint(other, LINK_FAULTS)}`;
}

function regularity(pattern: string, flags = ''): string | undefined {
  try {
    new RegExp(pattern, flags);
    return undefined;
  } catch (error) {
    return `pattern is not regular: ${reasonOf(error)}`;
  }
}
